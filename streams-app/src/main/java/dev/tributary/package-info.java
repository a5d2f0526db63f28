/** The Streams application: where the process starts. */
@NullMarked
package dev.tributary;

import org.jspecify.annotations.NullMarked;
