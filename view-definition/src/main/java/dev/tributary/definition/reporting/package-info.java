/** A view as a table of another PostgreSQL, which a sink connector keeps. */
@NullMarked
package dev.tributary.definition.reporting;

import org.jspecify.annotations.NullMarked;
