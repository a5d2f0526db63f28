package dev.tributary.localstack.chaos;

import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;

/**
 * Reads any row from any instance, and sends the position of its last answer along: no answer may be older than one that it
 * had before.
 */
final class PositionReader extends HttpReader {

    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(10);

    private final List<URI> instances;
    private final Map<Long, Seen> seen = new HashMap<>();
    private Optional<String> position = Optional.empty();

    PositionReader(int number, List<URI> instances, Checks checks, long seed) {
        super("chaos-http-" + number, ANSWER_WITHIN, checks, new Random(seed + number));
        this.instances = instances;
    }

    @Override
    void readOnce() throws InterruptedException {
        long id = history.anyId(random);
        if (id == 0) {
            return;
        }
        URI instance = instances.get(random.nextInt(instances.size()));
        OptionalLong known = history.longKnown(id);
        Optional<Reply> reply = position.isEmpty()
                ? get(instance, view.path(id))
                : get(instance, view.path(id), "Prefer", "wait=2", "Tributary-Position", position.get());
        reply.ifPresent(answer -> {
            answer.body()
                    .ifPresentOrElse(row -> found(id, view.result(row), instance), () -> notFound(id, instance, known));
            position = answer.position().or(() -> position);
        });
    }

    private void found(long id, Result result, URI instance) {
        String who = name() + " at " + instance;
        Seen before = seen.get(id);
        if (before == null) {
            seen.put(id, Seen.first(result));
        } else {
            before.backTo(result).ifPresent(wrong -> differences.add(who + ": " + wrong));
            seen.put(id, before.then(result));
        }
        history.claimWritten(result, who);
    }

    private void notFound(long id, URI instance, OptionalLong known) {
        String who = name() + " at " + instance;
        Seen before = seen.get(id);
        if (before != null && before.result() != null) {
            history.claimDeletedAfter(id, before.lsn(), who);
            // Which version deleted it is not known here, but it was newer than the one that was seen.
            seen.put(id, before.thenDeleted(before.lsn(), before.at()));
        } else if (before == null && known.isPresent()) {
            // The history may be behind, and not have heard of the deletion yet.
            history.claimDeletedAfter(id, known.getAsLong(), who);
        }
    }
}
