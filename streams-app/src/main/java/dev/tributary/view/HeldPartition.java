package dev.tributary.view;

import java.util.OptionalLong;

/**
 * A partition on this instance.
 *
 * @param active whether this instance owns it and serves it now
 * @param stale whether this instance owns it and does not serve it any more, since it is not known to be current
 * @param readable whether it is complete enough for who accepts an answer from a standby
 * @param offset of the last record that it reflects
 * @param lag records that it is behind the end of its topic, as of a moment ago, if known
 */
public record HeldPartition(boolean active, boolean stale, boolean readable, long offset, OptionalLong lag) {}
