/** {@code tributary view apply}: a changed view takes the place of the one that runs. */
@NullMarked
package dev.tributary.tools.apply;

import org.jspecify.annotations.NullMarked;
