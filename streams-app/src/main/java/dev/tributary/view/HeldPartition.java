package dev.tributary.view;

import java.util.OptionalLong;

/**
 * A partition on this instance.
 *
 * @param active whether this instance owns it and answers for it
 * @param readable whether it is complete enough for who accepts an answer from a standby
 * @param offset of the last record that it reflects
 * @param lag records that it is behind the end of its topic, as of a second ago, if known
 */
public record HeldPartition(boolean active, boolean readable, long offset, OptionalLong lag) {}
