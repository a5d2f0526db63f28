/** The view asked over HTTP, beside a web server that has files to send. */
@NullMarked
package dev.tributary.benchmarks.http;

import org.jspecify.annotations.NullMarked;
