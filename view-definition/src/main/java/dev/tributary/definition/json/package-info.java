/** Values of a view's records as PostgreSQL writes them in JSON. */
@NullMarked
package dev.tributary.definition.json;

import org.jspecify.annotations.NullMarked;
