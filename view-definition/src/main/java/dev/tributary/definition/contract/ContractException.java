package dev.tributary.definition.contract;

/** A view whose columns no contract can have; the message says what to change. */
public final class ContractException extends RuntimeException {

    private static final long serialVersionUID = 1;

    ContractException(String message) {
        super(message);
    }
}
