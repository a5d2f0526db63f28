package dev.tributary.view;

import dev.tributary.config.ViewFile;
import dev.tributary.tier.Closing;
import dev.tributary.topics.ForeignKeys;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;

/** Partitions without a database: how far they are is what the test says that was read of the topic. */
final class TestStores {

    static final Duration TERM = Duration.ofSeconds(10);

    final AtomicLong nanos = new AtomicLong();
    final ViewStores stores = new ViewStores(() -> new Lease(TERM, nanos::get));

    /** Adds a partition that has all before that offset. */
    ViewStore hold(int partition, long next) {
        ViewStore store = new ViewStore(
                stores,
                ViewFile.bundled(),
                (topic, value) -> new ViewFields(ForeignKeys.of(1), OptionalLong.empty()),
                "topic",
                1 << 20,
                new Closing());
        store.progress().open();
        store.progress().polled(next, Position.NOTHING);
        stores.opened(partition, store);
        return store;
    }

    /** Adds a partition that this instance owns. */
    ViewStore own(int partition, long next) {
        ViewStore store = hold(partition, next);
        store.progress().activate();
        store.progress().polled(next, Position.NOTHING);
        return store;
    }

    TopicEnd end(long offset) {
        return new TopicEnd(nanos.get(), offset);
    }
}
