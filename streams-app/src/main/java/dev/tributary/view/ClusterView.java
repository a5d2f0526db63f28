package dev.tributary.view;

import dev.tributary.definition.key.Key;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.apache.kafka.streams.state.HostInfo;
import org.jspecify.annotations.Nullable;

/**
 * The whole view, whichever instances its partitions are on: what is here is read here, the rest is read by other instances.
 * Safe for use by several threads; blocks until it has an answer.
 */
public final class ClusterView implements AutoCloseable {

    private final LocalView local;
    private final HostInfo self;
    private final Supplier<Collection<Member>> members;
    private final Peers peers;
    private final ExecutorService fanOut = Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name("ask-", 0).factory());

    /**
     * @param self the address of this instance
     * @param members all instances, as far as is known now
     */
    ClusterView(LocalView local, HostInfo self, Supplier<Collection<Member>> members, Peers peers) {
        this.local = local;
        this.self = self;
        this.members = members;
        this.peers = peers;
    }

    /** Of the topic. */
    public int partitions() {
        return local.partitions();
    }

    /** One row, wherever it is. */
    public Answer<Optional<ResultRow>> row(Key id, Freshness freshness) throws InterruptedException {
        int partition = local.partitionOf(id);
        if (local.answersFor(partition)) {
            return local.row(id, freshness);
        }
        Answer<Optional<ResultRow>> answer = new Answer.Elsewhere<>("no instance has partition " + partition + " now");
        for (HostInfo host : candidates(partition, freshness.standby())) {
            answer = host.equals(self) ? local.row(id, freshness) : peers.row(host, id, freshness);
            if (answer instanceof Answer.Read<Optional<ResultRow>> || answer instanceof Answer.Behind<?>) {
                return answer;
            }
        }
        return answer;
    }

    /**
     * Waits until all partitions, wherever they are, reflect what is asked for of them; at most until the deadline. Reads
     * nothing, and may return before: a read finds out what has become of it.
     */
    public void await(Freshness freshness) throws InterruptedException {
        List<Integer> wanted = IntStream.range(0, partitions())
                .filter(partition -> freshness.atLeast().offset(partition) != Position.NOTHING)
                .boxed()
                .toList();
        for (Part part : parts(wanted, freshness)) {
            if (part.hosts().isEmpty()) {
                return;
            }
            HostInfo owner = part.hosts().getFirst();
            if (owner.equals(self)) {
                local.await(part.partitions(), freshness);
            } else {
                peers.await(owner, part.partitions(), freshness);
            }
        }
    }

    /** Rows of all partitions, merged by id. */
    public Answer<List<ResultRow>> rows(RowQuery query, Freshness freshness) throws InterruptedException {
        List<Part> parts = parts(IntStream.range(0, partitions()).boxed().toList(), freshness);
        List<Future<Answer<List<ResultRow>>>> asked = new ArrayList<>();
        for (Part part : parts) {
            Callable<Answer<List<ResultRow>>> question = () -> ask(part, query, freshness);
            asked.add(fanOut.submit(question));
        }
        try {
            return merge(asked, query.limit());
        } finally {
            asked.forEach(question -> question.cancel(true));
        }
    }

    @Override
    public void close() {
        fanOut.shutdownNow();
    }

    /**
     * Partitions that the same instances have, in the same order of preference.
     *
     * @param hosts the owner first
     */
    private record Part(List<HostInfo> hosts, Collection<Integer> partitions) {}

    private List<Part> parts(List<Integer> wanted, Freshness freshness) {
        Map<List<HostInfo>, Collection<Integer>> byHosts = new HashMap<>();
        for (int partition : wanted) {
            List<HostInfo> hosts =
                    local.answersFor(partition) ? List.of(self) : candidates(partition, freshness.standby());
            byHosts.computeIfAbsent(hosts, any -> new TreeSet<>()).add(partition);
        }
        return byHosts.entrySet().stream()
                .map(entry -> new Part(entry.getKey(), entry.getValue()))
                .toList();
    }

    private Answer<List<ResultRow>> ask(Part part, RowQuery query, Freshness freshness) throws InterruptedException {
        Answer<List<ResultRow>> answer =
                new Answer.Elsewhere<>("no instance has partitions " + part.partitions() + " now");
        for (HostInfo host : part.hosts()) {
            answer = host.equals(self)
                    ? local.rows(part.partitions(), query, freshness)
                    : peers.rows(host, part.partitions(), query, freshness);
            if (answer instanceof Answer.Read<List<ResultRow>> || answer instanceof Answer.Behind<?>) {
                return answer;
            }
        }
        return answer;
    }

    private Answer<List<ResultRow>> merge(List<Future<Answer<List<ResultRow>>>> asked, int limit)
            throws InterruptedException {
        List<RowMerge.Source> sources = new ArrayList<>();
        Position position = Position.none(partitions());
        @Nullable Answer<List<ResultRow>> failed = null;
        for (Future<Answer<List<ResultRow>>> question : asked) {
            Answer<List<ResultRow>> answer = result(question);
            switch (answer) {
                case Answer.Read<List<ResultRow>> read -> {
                    position = position.and(read.position());
                    // Every part has answered with as many rows as the page can take: nobody is asked for more.
                    sources.add(new RowMerge.Source(read.value(), Integer.MAX_VALUE, after -> List.of()));
                }
                case Answer.Behind<List<ResultRow>> behind -> {
                    position = position.and(behind.position());
                    failed = failed == null ? behind : failed;
                }
                case Answer.Elsewhere<List<ResultRow>> elsewhere -> failed = elsewhere;
                case Answer.NotReady<List<ResultRow>> notReady -> failed = notReady;
            }
        }
        if (failed == null) {
            return new Answer.Read<>(RowMerge.byId(sources, limit), position);
        }
        return failed instanceof Answer.Behind<List<ResultRow>> ? new Answer.Behind<>(position) : failed;
    }

    /** Who may have the partition: its owner, then, if they may answer, those that follow it. */
    private List<HostInfo> candidates(int partition, boolean standby) {
        List<HostInfo> hosts = new ArrayList<>();
        Collection<Member> known = members.get();
        known.stream()
                .filter(member -> member.active().contains(partition))
                .map(Member::address)
                .forEach(hosts::add);
        if (standby) {
            known.stream()
                    .filter(member -> member.standby().contains(partition))
                    .map(Member::address)
                    .forEach(hosts::add);
        }
        return hosts;
    }

    private static Answer<List<ResultRow>> result(Future<Answer<List<ResultRow>>> question)
            throws InterruptedException {
        try {
            return question.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new IllegalStateException("a part of a page could not be read", e.getCause());
        }
    }
}
