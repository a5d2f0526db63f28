package dev.tributary.benchmarks.report;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** One thing that was measured: names and values, flat. */
public final class Row {

    private final Map<String, Object> values;

    Row(Map<String, Object> values) {
        this.values = values;
    }

    public static Row of(String key, Object value) {
        return new Row(new LinkedHashMap<>()).with(key, value);
    }

    /** This row, with one value more; figures are kept to four significant digits. */
    public Row with(String key, Object value) {
        values.put(key, value instanceof Double figure ? (Object) Figures.rounded(figure) : value);
        return this;
    }

    public boolean has(String key) {
        return values.get(key) != null;
    }

    public boolean is(String key, Object value) {
        return String.valueOf(values.get(key)).equals(String.valueOf(value));
    }

    /** Empty if there is none. */
    public String text(String key) {
        Object value = values.get(key);
        return value == null ? "" : value.toString();
    }

    /** NaN if there is none. */
    public double number(String key) {
        return values.get(key) instanceof Number number ? number.doubleValue() : Double.NaN;
    }

    public Set<String> names() {
        return values.keySet();
    }

    Map<String, Object> values() {
        return values;
    }
}
