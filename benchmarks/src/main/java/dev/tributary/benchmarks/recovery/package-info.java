/** The whole pipeline losing an instance of the application under load. */
@NullMarked
package dev.tributary.benchmarks.recovery;

import org.jspecify.annotations.NullMarked;
