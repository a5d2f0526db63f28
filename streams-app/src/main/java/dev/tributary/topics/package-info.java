/** The topics that the application reads and writes: created if they are missing, checked if they exist. */
@NullMarked
package dev.tributary.topics;

import org.jspecify.annotations.NullMarked;
