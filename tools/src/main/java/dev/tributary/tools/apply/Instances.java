package dev.tributary.tools.apply;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tributary.definition.contract.ViewContract;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** What the instances of an application say of the view that they run, by {@code GET /instances}. */
record Instances(List<Instance> all) {

    Instances {
        all = List.copyOf(all);
    }

    /**
     * One of them.
     *
     * @param view its name; nothing from one that does not answer, or of an older version
     * @param definition the fingerprint of the view; nothing as above
     * @param columns the column of a table that each field of a row is, by the field's path; empty as above
     * @param rows how many results another definition has written; nothing if it does not run the join
     */
    record Instance(String address, Optional<String> view, Optional<String> definition, Map<String, String> columns, Optional<Rows> rows) {}

    /**
     * Results to be rewritten.
     *
     * @param number nothing as long as it is not known
     */
    record Rows(Optional<Long> number) {
        boolean isNone() {
            return number.equals(Optional.of(0L));
        }
    }

    static Instances of(JsonNode answer) {
        List<Instance> all = new ArrayList<>();
        for (JsonNode instance : answer.path("instances")) {
            all.add(new Instance(
                    instance.path("address").asText("?"),
                    Optional.ofNullable(instance.path("view").textValue()),
                    Optional.ofNullable(instance.path("definition").textValue()),
                    columns(instance.path("columns")),
                    Optional.ofNullable(instance.get("rows_to_rewrite")).map(Instances::rows)));
        }
        return new Instances(all);
    }

    private static Map<String, String> columns(JsonNode fields) {
        Map<String, String> columns = new HashMap<>();
        fields.properties().forEach(field -> columns.put(field.getKey(), field.getValue().asText()));
        return columns;
    }

    private static Rows rows(JsonNode number) {
        return new Rows(number.isIntegralNumber() ? Optional.of(number.longValue()) : Optional.empty());
    }

    /** A view of another name that one of them runs. */
    Optional<String> otherView(String name) {
        return all.stream()
                .flatMap(instance -> instance.view().stream())
                .filter(view -> !view.equals(name))
                .findFirst();
    }

    /** The fields of a view that are another column in a definition that one of them runs, or no column. */
    Set<String> fieldsOfOtherColumns(ViewContract view) {
        return all.stream()
                .map(Instance::columns)
                .filter(columns -> !columns.isEmpty())
                .flatMap(columns -> view.fieldsOfOtherColumns(columns).stream())
                .collect(Collectors.toSet());
    }

    boolean allRun(String definition) {
        return !all.isEmpty() && without(definition).isEmpty();
    }

    /** Those that do not run a definition, by their addresses. */
    private List<String> without(String definition) {
        return all.stream()
                .filter(instance -> !instance.definition().equals(Optional.of(definition)))
                .map(Instance::address)
                .toList();
    }

    /** Whether all of them run a definition, and no row is left that another one has written. */
    boolean areDone(String definition) {
        List<Rows> rows =
                all.stream().flatMap(instance -> instance.rows().stream()).toList();
        return allRun(definition) && !rows.isEmpty() && rows.stream().allMatch(Rows::isNone);
    }

    /** What is waited for. */
    String describe(String definition) {
        if (!allRun(definition)) {
            return "waiting for the new definition (%s) at %s"
                    .formatted(definition, all.isEmpty() ? "an instance" : String.join(", ", without(definition)));
        }
        String rows = all.stream()
                .flatMap(instance ->
                        instance.rows().map(count -> described(count) + " at " + instance.address()).stream())
                .collect(Collectors.joining(", "));
        return rows.isEmpty()
                ? "no instance that is listed there runs the join (tributary.tiers): name the address of one by --http"
                : "rows to rewrite: " + rows;
    }

    private static String described(Rows rows) {
        return rows.number()
                .map(number -> String.format(Locale.ROOT, "%,d", number))
                .orElse("not known yet");
    }
}
