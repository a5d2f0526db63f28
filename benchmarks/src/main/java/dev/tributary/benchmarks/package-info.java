/** {@code tributary benchmark}: measures the application beside its alternatives, and writes down what came out. */
@NullMarked
package dev.tributary.benchmarks;

import org.jspecify.annotations.NullMarked;
