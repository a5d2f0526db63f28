/** A view whose tables and columns have been found in a database, and what of them it cannot have. */
@NullMarked
package dev.tributary.definition.resolved;

import org.jspecify.annotations.NullMarked;
