package dev.tributary.tools.connectors;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What a worker says of a connector.
 *
 * @param parts the connector itself first, then its tasks; empty if it has no status yet
 */
record ConnectorState(List<Part> parts) {

    /**
     * The connector or one of its tasks.
     *
     * @param trace the stack trace of its failure, or nothing
     */
    record Part(String name, String state, String trace) {
        boolean isRunning() {
            return state.equals("RUNNING");
        }

        boolean isFailed() {
            return state.equals("FAILED");
        }
    }

    static ConnectorState unknown() {
        return new ConnectorState(List.of());
    }

    /** The connector and at least one task, and all of them. */
    boolean isRunning() {
        return parts.size() > 1 && parts.stream().allMatch(Part::isRunning);
    }

    boolean isHeld() {
        return parts.stream()
                .anyMatch(part -> part.state().equals("PAUSED") || part.state().equals("STOPPED"));
    }

    /** The connector itself is nobody's. */
    boolean isUnassigned() {
        return !parts.isEmpty() && parts.getFirst().state().equals("UNASSIGNED");
    }

    Optional<Part> failed() {
        return parts.stream().filter(Part::isFailed).findFirst();
    }

    String describe() {
        if (parts.isEmpty()) {
            return "no status yet";
        }
        List<String> states = new ArrayList<>();
        parts.forEach(part -> states.add(part.name() + " " + part.state().toLowerCase(Locale.ROOT)));
        if (parts.size() == 1) {
            states.add("no task yet");
        }
        return states.stream().collect(Collectors.joining(", "));
    }
}
