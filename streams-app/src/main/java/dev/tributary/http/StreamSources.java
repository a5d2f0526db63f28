package dev.tributary.http;

import java.time.Duration;
import java.util.function.Supplier;

/**
 * What live streams are made of.
 *
 * @param feed the changes, shared by all streams
 * @param pages the present state
 * @param readers opens a consumer for one stream that resumes behind what the feed has; throws a {@link ProblemException}
 *     if too many have one
 * @param json makes JSON of a row
 * @param tokens makes ids of positions
 * @param patience for how long a stream waits for the feed or the view to reach its position
 */
record StreamSources(
        ChangeFeed feed,
        PresentState.Pages pages,
        Supplier<ChangeReader> readers,
        ResultJson json,
        PositionToken tokens,
        Duration patience) {

    /** The same, with readers of another kind. */
    StreamSources withReaders(Supplier<ChangeReader> others) {
        return new StreamSources(feed, pages, others, json, tokens, patience);
    }
}
