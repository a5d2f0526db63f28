package dev.tributary.definition.resolved;

import dev.tributary.definition.catalogue.Column;
import dev.tributary.definition.catalogue.Table;

/**
 * A table that is joined.
 *
 * @param scopeName by which the definition speaks of it
 * @param primaryKey of the joined table
 * @param foreignKey the column of the base table that refers to it, under its name in the view
 */
public record ResolvedJoin(String scopeName, Table table, Column primaryKey, NamedColumn foreignKey) {}
