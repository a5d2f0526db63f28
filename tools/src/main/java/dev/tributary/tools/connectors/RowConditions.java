package dev.tributary.tools.connectors;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import dev.tributary.definition.key.Key;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** Rows by their keys, as conditions in SQL of which each fits into the column for a request. */
final class RowConditions {

    private static final int MOST_KEYS = 100;

    /** In JSON. The column has 2,048 characters, and the rest of a request takes up to 450: it names the table twice. */
    private static final int MOST_CHARACTERS = 1_500;

    /** Characters that a longer key is selected by. */
    private static final int BEGINNING = 100;

    private RowConditions() {}

    /**
     * Conditions that all of the rows meet, and hardly any others: to read a row that need not be read does no harm.
     *
     * @param column the primary key, as SQL
     */
    static List<String> of(String column, Collection<Key> keys) {
        List<String> conditions = new ArrayList<>();
        List<String> some = new ArrayList<>();
        int characters = 0;
        for (Key key : keys) {
            String literal = literal(key);
            int more = JsonStringEncoder.getInstance().quoteAsString(literal).length + ", ".length();
            if (more > MOST_CHARACTERS) {
                conditions.add("left(" + column + ", " + BEGINNING + ") = " + literal(beginning(key)));
                continue;
            }
            if (some.size() == MOST_KEYS || characters + more > MOST_CHARACTERS) {
                conditions.add(in(column, some));
                some.clear();
                characters = 0;
            }
            some.add(literal);
            characters += more;
        }
        if (!some.isEmpty()) {
            conditions.add(in(column, some));
        }
        return conditions;
    }

    private static String in(String column, List<String> literals) {
        return column + " IN (" + String.join(", ", literals) + ")";
    }

    private static Key beginning(Key key) {
        String text = key.toString();
        return Key.of(text.substring(0, text.offsetByCodePoints(0, BEGINNING)));
    }

    /** As PostgreSQL's {@code quote_literal} writes it: right whatever {@code standard_conforming_strings} is. */
    private static String literal(Key key) {
        if (key.isInteger()) {
            return key.toString();
        }
        String quoted = "'" + key.toString().replace("'", "''") + "'";
        return quoted.contains("\\") ? "E" + quoted.replace("\\", "\\\\") : quoted;
    }
}
