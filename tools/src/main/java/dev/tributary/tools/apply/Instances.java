package dev.tributary.tools.apply;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** What the instances of an application say of the view that they run, by {@code GET /instances}. */
record Instances(List<Instance> all) {

    Instances {
        all = List.copyOf(all);
    }

    /**
     * One of them. One that does not answer, or is of an older version, says less.
     *
     * @param view its name
     * @param definition the fingerprint of the view
     * @param topic of the results
     * @param contractId of the schema that it writes results with, at the registry; nothing if it does not run the join, or starts
     * @param columns the column of a table that each field of a row is, by the field's path; empty if it does not say
     * @param runs whether all of its tiers run; while they start, it may not know of the other instances, nor refuse its definition
     * @param rows how many results another definition has written; nothing if it does not run the join
     * @param fanOut for how long a changed row has not been in all results that have it
     */
    record Instance(
            String address,
            Optional<String> view,
            Optional<String> definition,
            Optional<String> topic,
            Optional<Integer> contractId,
            Map<String, String> columns,
            boolean runs,
            Optional<Rows> rows,
            Duration fanOut) {

        static Instance of(JsonNode node) {
            return new Instance(
                    node.path("address").asText("?"),
                    text(node, "view"),
                    text(node, "definition"),
                    text(node, "topic"),
                    Optional.of(node.path("contract_id"))
                            .filter(JsonNode::isInt)
                            .map(JsonNode::intValue),
                    columns(node.path("columns")),
                    runs(node.path("tiers")),
                    Optional.ofNullable(node.get("rows_to_rewrite")).map(Rows::of),
                    Duration.ofMillis(node.path("fan_out").path("oldest_ms").asLong()));
        }

        private static Optional<String> text(JsonNode node, String field) {
            return Optional.ofNullable(node.path(field).textValue());
        }

        private static Map<String, String> columns(JsonNode fields) {
            Map<String, String> columns = new HashMap<>();
            fields.properties()
                    .forEach(field ->
                            columns.put(field.getKey(), field.getValue().asText()));
            return columns;
        }

        private static boolean runs(JsonNode tiers) {
            boolean all = !tiers.isEmpty();
            for (JsonNode tier : tiers) {
                all &= tier.path("state").asText().equals("RUNNING");
            }
            return all;
        }

        boolean has(String wanted) {
            return definition.equals(Optional.of(wanted));
        }
    }

    /**
     * Results to be rewritten.
     *
     * @param number nothing as long as it is not known
     */
    record Rows(Optional<Long> number) {

        static Rows of(JsonNode number) {
            return new Rows(number.isIntegralNumber() ? Optional.of(number.longValue()) : Optional.empty());
        }

        boolean isNone() {
            return number.equals(Optional.of(0L));
        }

        String describe() {
            return number.map(rows -> String.format(Locale.ROOT, "%,d", rows)).orElse("not known yet");
        }
    }

    static Instances of(JsonNode answer) {
        List<Instance> all = new ArrayList<>();
        answer.path("instances").forEach(instance -> all.add(Instance.of(instance)));
        return new Instances(all);
    }

    /** A view of another name that one of them runs. */
    Optional<String> otherView(String name) {
        return all.stream()
                .flatMap(instance -> instance.view().stream())
                .filter(view -> !view.equals(name))
                .findFirst();
    }

    /**
     * A definition that some of them run.
     *
     * @param contractId nothing if none of these says it
     * @param columns the column of a table that each field of a row is, by the field's path
     */
    record Definition(Optional<Integer> contractId, Map<String, String> columns) {
        Definition {
            columns = Map.copyOf(columns);
        }
    }

    /** Of all that say which columns they have, each once. */
    List<Definition> definitions() {
        Map<String, Definition> definitions = new LinkedHashMap<>();
        for (Instance instance : all) {
            if (!instance.columns().isEmpty()) {
                // Only those that run the join know the contract's id.
                definitions.merge(
                        instance.definition().orElse("?"),
                        new Definition(instance.contractId(), instance.columns()),
                        (known, other) -> known.contractId().isPresent() ? known : other);
            }
        }
        return List.copyOf(definitions.values());
    }

    Optional<String> topic() {
        return all.stream().flatMap(instance -> instance.topic().stream()).findFirst();
    }

    /** Whether all of them have been started with a definition. */
    boolean allHave(String definition) {
        return !all.isEmpty() && all.stream().allMatch(instance -> instance.has(definition));
    }

    /** Whether all of them have taken it over, too. */
    boolean allRun(String definition) {
        return allHave(definition) && all.stream().allMatch(Instance::runs);
    }

    /** Whether all of them run a definition, and no row is left that another one has written. */
    boolean areRewritten(String definition) {
        List<Rows> rows =
                all.stream().flatMap(instance -> instance.rows().stream()).toList();
        return allRun(definition) && !rows.isEmpty() && rows.stream().allMatch(Rows::isNone);
    }

    /** Whether every changed row that has not reached all results has changed within this time. */
    boolean haveNoFanOutOf(Duration age) {
        return all.stream().allMatch(instance -> instance.fanOut().compareTo(age) < 0);
    }

    /** What is waited for. */
    String describe(String definition) {
        if (!allRun(definition)) {
            return "waiting for the new definition (%s) at %s"
                    .formatted(
                            definition,
                            all.isEmpty()
                                    ? "an instance"
                                    : all.stream()
                                            .filter(instance -> !instance.has(definition) || !instance.runs())
                                            .map(Instance::address)
                                            .collect(Collectors.joining(", ")));
        }
        String rows = all.stream()
                .flatMap(instance ->
                        instance.rows().map(count -> count.describe() + " at " + instance.address()).stream())
                .collect(Collectors.joining(", "));
        return rows.isEmpty()
                ? "no instance that is listed there runs the join (tributary.tiers): name the address of one by --http"
                : "rows to rewrite: " + rows;
    }
}
