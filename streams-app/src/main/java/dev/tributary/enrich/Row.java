package dev.tributary.enrich;

/** A row as it stands, and the change that made it so. */
record Row(Columns columns, Version version) {}
