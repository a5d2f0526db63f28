/** How far consumer groups are behind, as the broker knows it: also of a group that has no member any more. */
@NullMarked
package dev.tributary.tools.lag;

import org.jspecify.annotations.NullMarked;
