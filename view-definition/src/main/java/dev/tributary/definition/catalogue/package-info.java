/** What PostgreSQL's catalogue says of the tables of a view. */
@NullMarked
package dev.tributary.definition.catalogue;

import org.jspecify.annotations.NullMarked;
