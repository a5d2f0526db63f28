/** Memory outside of the Java heap: cells of bytes in anonymous memory, and a hash index over them. */
@NullMarked
package dev.tributary.offheap;

import org.jspecify.annotations.NullMarked;
