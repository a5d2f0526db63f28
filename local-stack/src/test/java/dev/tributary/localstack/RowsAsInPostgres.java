package dev.tributary.localstack;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a view over HTTP, without where they come from, beside those that PostgreSQL computes.
 *
 * @param view its name in SQL, or a query in parentheses
 */
record RowsAsInPostgres(Shop database, HttpView http, String view) {

    private static final Duration SOON = Duration.ofSeconds(90);

    /** As docs/types.md has it. */
    private static final String SESSION = "SET TimeZone = 'UTC'; SET DateStyle = ISO; SET IntervalStyle = postgres;"
            + " SET bytea_output = hex; SET extra_float_digits = 1; ";

    private static final ObjectMapper JSON = JsonMapper.builder(HttpView.withLongNumbers())
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    private static final Comparator<JsonNode> EQUAL_NUMBERS = (one, other) -> one.isNumber() && other.isNumber()
            ? one.decimalValue().compareTo(other.decimalValue())
            : one.equals(other) ? 0 : 1;

    /** The row of the view in PostgreSQL that alone fulfils a condition of SQL, if there is one. */
    Optional<JsonNode> inPostgres(String condition) throws Exception {
        JsonNode rows = query(" WHERE " + condition);
        if (rows.size() > 1) {
            throw new IllegalArgumentException(rows.size() + " rows fulfil " + condition);
        }
        return Optional.ofNullable(rows.get(0));
    }

    private JsonNode query(String where) throws Exception {
        return JSON.readTree(database.text(
                SESSION + "SELECT coalesce(json_agg(of_view), '[]')::text FROM " + view + " of_view" + where));
    }

    /**
     * Waits until a row over HTTP is as in PostgreSQL.
     *
     * @param path of the row
     * @param condition of SQL that it alone fulfils in the view
     */
    void awaitRow(String path, String condition) throws Exception {
        JsonNode expected = inPostgres(condition).orElseThrow(() -> new SQLException("no row fulfils " + condition));
        JsonNode[] last = new JsonNode[1];
        Await.until(() -> path + ": " + differences(expected, last[0]), SOON, () -> {
            last[0] = row(path);
            return last[0] != null && differences(expected, last[0]).isEmpty();
        });
    }

    /**
     * Waits until all rows over HTTP are those in PostgreSQL, which nobody changes meanwhile.
     *
     * @param path of the rows
     * @param key the column that is the view's primary key
     */
    void awaitAll(String path, String key) throws Exception {
        Map<String, JsonNode> expected = new TreeMap<>();
        query("").forEach(row -> expected.put(row.get(key).asText(), row));
        String[] last = new String[1];
        Await.until(() -> last[0], SOON, () -> {
            last[0] = differences(expected, rows(path, key));
            return last[0].isEmpty();
        });
    }

    private Map<String, JsonNode> rows(String path, String key) throws Exception {
        Map<String, JsonNode> rows = new TreeMap<>();
        String next = path + "?limit=1000";
        while (next != null) {
            JsonNode page = JSON.readTree(http.get(next).text());
            page.path(path.substring(1)).forEach(row -> rows.put(row.get(key).asText(), withoutOrigin(row)));
            next = page.path("next").textValue();
        }
        return rows;
    }

    private static String differences(Map<String, JsonNode> expected, Map<String, JsonNode> found) {
        if (!expected.keySet().equals(found.keySet())) {
            return expected.size() + " rows, and over HTTP " + found.size();
        }
        return expected.entrySet().stream()
                .map(row -> differences(row.getValue(), found.get(row.getKey())))
                .filter(differences -> !differences.isEmpty())
                .limit(5)
                .collect(Collectors.joining("\n"));
    }

    private @Nullable JsonNode row(String path) throws Exception {
        HttpView.Reply reply = http.get(path);
        return reply.status() == 200 ? withoutOrigin(JSON.readTree(reply.text())) : null;
    }

    private static JsonNode withoutOrigin(JsonNode row) {
        List<String> origin = new ArrayList<>();
        row.fieldNames().forEachRemaining(name -> {
            if (name.endsWith("_lsn") || name.endsWith("_committed_at")) {
                origin.add(name);
            }
        });
        return ((ObjectNode) row).remove(origin);
    }

    private static String differences(JsonNode expected, @Nullable JsonNode found) {
        if (found == null) {
            return "there is no row";
        }
        List<String> names = new ArrayList<>();
        expected.fieldNames().forEachRemaining(names::add);
        return names.stream()
                .filter(name -> !expected.get(name).equals(EQUAL_NUMBERS, found.path(name)))
                .map(name -> name + difference(expected.get(name), found.path(name)))
                .collect(Collectors.joining("; "));
    }

    private static String difference(JsonNode expected, JsonNode found) {
        return expected.isObject() && found.isObject()
                ? "." + differences(expected, found)
                : ": " + shortened(expected) + " and not " + shortened(found);
    }

    private static String shortened(JsonNode node) {
        String text = node.toString();
        return text.length() <= 400 ? text : text.substring(0, 400) + "…";
    }
}
