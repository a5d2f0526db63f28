package dev.tributary.view;

import dev.tributary.definition.key.Key;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.kafka.streams.state.HostInfo;

/**
 * Asks other instances for what they have themselves; they ask nobody else for it. Every call ends within a deadline, and
 * one that fails is an {@link Answer.Elsewhere}.
 */
public interface Peers {

    /** One row. */
    Answer<Optional<ResultRow>> row(HostInfo peer, Key id, Freshness freshness) throws InterruptedException;

    /** Waits until these partitions reflect what is asked for; reads nothing, and may return before. */
    void await(HostInfo peer, Collection<Integer> partitions, Freshness freshness) throws InterruptedException;

    /** Rows of these partitions, merged by id. */
    Answer<List<ResultRow>> rows(HostInfo peer, Collection<Integer> partitions, RowQuery query, Freshness freshness)
            throws InterruptedException;

    /** Records of the topic that it has not applied yet, in all partitions together that it owns; empty if it does not say. */
    OptionalLong recordsBehind(HostInfo peer) throws InterruptedException;
}
