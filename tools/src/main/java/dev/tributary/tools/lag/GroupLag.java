package dev.tributary.tools.lag;

import java.util.SortedMap;

/**
 * A consumer group as the broker knows it.
 *
 * @param members that it has at the moment
 * @param offsets that each topic has left for it, as far as it is committed; the markers of transactions have offsets, too
 */
record GroupLag(String group, int members, SortedMap<String, Long> offsets) {}
