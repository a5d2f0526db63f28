/** Parts of the application on their own, with JMH. */
@NullMarked
package dev.tributary.benchmarks.micro;

import org.jspecify.annotations.NullMarked;
