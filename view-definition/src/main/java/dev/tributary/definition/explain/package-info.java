/** What a view becomes: topics, routes and stores, by name. */
@NullMarked
package dev.tributary.definition.explain;

import org.jspecify.annotations.NullMarked;
