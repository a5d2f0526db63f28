/** Takes rows out of the change topics that were deleted while nobody captured it. */
@NullMarked
package dev.tributary.tools.sweep;

import org.jspecify.annotations.NullMarked;
