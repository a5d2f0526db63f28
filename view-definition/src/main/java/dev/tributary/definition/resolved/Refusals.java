package dev.tributary.definition.resolved;

import dev.tributary.definition.Position;
import dev.tributary.definition.Refusal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Collects what is refused of one definition. */
final class Refusals {

    private final List<Refusal> refusals = new ArrayList<>();

    void add(Position at, String problem, String remedy) {
        refusals.add(new Refusal(at, problem, remedy));
    }

    boolean isEmpty() {
        return refusals.isEmpty();
    }

    List<Refusal> inOrder() {
        return refusals.stream()
                .sorted(Comparator.comparing(Refusal::at))
                .distinct()
                .toList();
    }
}
