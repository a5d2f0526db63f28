package dev.tributary.definition.resolved;

import dev.tributary.definition.catalogue.Column;

/** A column of a table under a name of the view's. */
public record NamedColumn(String name, Column column) {}
