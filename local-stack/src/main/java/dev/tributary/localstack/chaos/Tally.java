package dev.tributary.localstack.chaos;

import java.util.concurrent.atomic.LongAdder;

/** What was done and looked at in a run. */
final class Tally {
    final LongAdder rounds = new LongAdder();
    final LongAdder kills = new LongAdder();
    final LongAdder stops = new LongAdder();
    final LongAdder pauses = new LongAdder();
    /** Connections cut off or held back. */
    final LongAdder cuts = new LongAdder();

    final LongAdder delays = new LongAdder();
    /** Change records appended once more. */
    final LongAdder replayed = new LongAdder();
    /** Faults that found their server not back yet from the one before. */
    final LongAdder skipped = new LongAdder();
    /** Of servers, by themselves. */
    final LongAdder deaths = new LongAdder();

    final LongAdder changes = new LongAdder();
    final LongAdder rowsAudited = new LongAdder();
    final LongAdder answers = new LongAdder();
    final LongAdder notFound = new LongAdder();
    final LongAdder unavailable = new LongAdder();
    final LongAdder unanswered = new LongAdder();

    final LongAdder events = new LongAdder();
    final LongAdder connections = new LongAdder();
}
