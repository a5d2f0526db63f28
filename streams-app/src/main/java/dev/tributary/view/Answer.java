package dev.tributary.view;

/** What comes of asking for something that is kept in partitions, which move. */
public sealed interface Answer<T> {

    /** It was read; {@code position} is what it reflects at least, of the partitions that were asked. */
    record Read<T>(T value, Position position) implements Answer<T> {}

    /** Another instance has to be asked, and which one is not known now or it does not answer. */
    record Elsewhere<T>(String reason) implements Answer<T> {}

    /** The instance that has it is not ready to answer, which passes. */
    record NotReady<T>(String reason) implements Answer<T> {}

    /** What was asked for is not reflected yet; {@code position} is what is. */
    record Behind<T>(Position position) implements Answer<T> {}

    /** The same failure, of something else. */
    static <T> Answer<T> failure(Answer<?> failed) {
        return switch (failed) {
            case Read<?> read -> throw new IllegalArgumentException("not a failure: " + read);
            case Elsewhere<?> elsewhere -> new Elsewhere<>(elsewhere.reason());
            case NotReady<?> notReady -> new NotReady<>(notReady.reason());
            case Behind<?> behind -> new Behind<>(behind.position());
        };
    }
}
