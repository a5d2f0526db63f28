package dev.tributary.tools.consume;

/** What {@code --format} takes, in any case. */
enum OutputFormat {
    TABLE,
    JSON
}
