package dev.tributary.definition;

/** Ends the parsing of a text at its first refusal; {@link ViewParser} catches it. */
final class RefusedException extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final transient Refusal refusal;

    RefusedException(Position at, String problem, String remedy) {
        super(problem);
        this.refusal = new Refusal(at, problem, remedy);
    }

    Refusal refusal() {
        return refusal;
    }
}
