/** A view declared in SQL: its language, its model, and what is refused. Nothing here needs a database. */
@NullMarked
package dev.tributary.definition;

import org.jspecify.annotations.NullMarked;
