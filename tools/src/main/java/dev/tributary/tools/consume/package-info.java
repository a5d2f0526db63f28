/** {@code tributary consume}: records decoded for people and for other programs. */
@NullMarked
package dev.tributary.tools.consume;

import org.jspecify.annotations.NullMarked;
