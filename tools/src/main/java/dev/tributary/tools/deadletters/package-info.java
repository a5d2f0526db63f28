/** Looking at the records that could not be processed, and settling what becomes of them. */
@NullMarked
package dev.tributary.tools.deadletters;

import org.jspecify.annotations.NullMarked;
