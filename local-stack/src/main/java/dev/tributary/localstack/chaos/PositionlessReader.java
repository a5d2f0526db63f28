package dev.tributary.localstack.chaos;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;

/**
 * Reads rows from one instance without sending a position: an answer must reflect all that was in the topic {@link FaultPlan#BOUND}
 * before the request was sent. Reads those most often that changed shortly before that, each by itself or as a page.
 */
final class PositionlessReader extends HttpReader {

    /** An instance that was paused gets a new request soon after it goes on. */
    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(1);

    /** How long before the bound a row has changed that is preferred. */
    private static final Duration RECENT = Duration.ofSeconds(20);

    private final URI instance;

    /** @param number of the instance */
    PositionlessReader(int number, URI instance, Checks checks, long seed) {
        super("chaos-positionless-" + number, ANSWER_WITHIN, checks, new Random(~(seed + number)));
        this.instance = instance;
    }

    @Override
    void readOnce() throws InterruptedException {
        long asked = System.nanoTime();
        long known = asked - FaultPlan.BOUND.toNanos();
        long changed = history.changedBetween(known - RECENT.toNanos(), known, random);
        long id = changed == 0 || random.nextInt(4) == 0 ? history.anyId(random) : changed;
        if (id == 0) {
            return;
        }
        int versions = history.versionsAt(id, known);
        boolean page = random.nextInt(4) == 0;
        String path = page ? view.pagePath(id) : view.path(id);
        get(instance, path)
                .ifPresent(reply -> check(
                        id, versions, asked, page ? reply.body().flatMap(body -> ofPage(id, body)) : reply.body()));
    }

    private void check(long id, int versions, long asked, Optional<JsonNode> row) {
        String who = name() + " at " + instance;
        Optional<Result> result = row.map(view::result);
        result.ifPresent(found -> history.claimWritten(found, who));
        long fingerprint = result.map(found -> found.fingerprint()).orElse(History.DELETION);
        long outOfDate = history.outOfDateNanos(id, fingerprint, asked);
        history.claimNotOlder(id, versions, fingerprint, outOfDate, who);
    }

    /** The page begins with the row, if it is there. */
    private Optional<JsonNode> ofPage(long id, JsonNode page) {
        return Optional.of(view.firstOf(page)).filter(row -> view.id(row) == id);
    }
}
