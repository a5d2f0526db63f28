/** Contenders of our own, each a process: a main class and what it needs. Nothing here runs in the driver. */
@NullMarked
package dev.tributary.benchmarks.peers;

import org.jspecify.annotations.NullMarked;
