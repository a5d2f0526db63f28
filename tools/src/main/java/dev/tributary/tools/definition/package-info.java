/** The commands that check a view declared in SQL and derive what follows from it. */
@NullMarked
package dev.tributary.tools.definition;

import org.jspecify.annotations.NullMarked;
