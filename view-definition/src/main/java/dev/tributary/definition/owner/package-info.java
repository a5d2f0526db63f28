/** The SQL that the owner of a database runs, so that the tables of a view can be captured. */
@NullMarked
package dev.tributary.definition.owner;

import org.jspecify.annotations.NullMarked;
