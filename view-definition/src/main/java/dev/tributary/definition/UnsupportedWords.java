package dev.tributary.definition;

import java.util.Locale;

/** What is said of the reserved words that a view cannot have. */
final class UnsupportedWords {

    private static final String ONE_ROW_EACH = "a view has one row for each row of its base table";
    private static final String READER = "leave it out, and do it where the view is read";
    private static final String EXPRESSION = "makes an expression, and a view has plain columns";
    private static final String COMPUTE = "select the columns, and compute where the view is read";

    private UnsupportedWords() {}

    static RefusedException refusal(Token token) {
        String word = token.text();
        return switch (word) {
            case "WHERE", "HAVING", "FETCH", "LIMIT", "OFFSET" ->
                refusal(token, "%s hides rows, and %s".formatted(word, ONE_ROW_EACH), READER);
            case "GROUP", "DISTINCT" ->
                refusal(token, "%s makes one row of several, and %s".formatted(word, ONE_ROW_EACH), READER);
            case "ORDER" ->
                refusal(token, "ORDER BY has no meaning: a view's rows are in the order of their keys", READER);
            case "UNION", "INTERSECT", "EXCEPT" ->
                refusal(
                        token,
                        word + " combines two queries, and a view has one base table",
                        "write a view of its own for each");
            case "WITH" ->
                refusal(token, "WITH is not part of a view", "name the tables themselves, and leave options out");
            case "INNER", "CROSS" ->
                refusal(
                        token,
                        word + " JOIN is not part of a view: it hides or multiplies rows",
                        "write LEFT JOIN … ON");
            case "RIGHT", "FULL" ->
                refusal(
                        token,
                        word + " JOIN has rows that the base table has not",
                        "write LEFT JOIN, with the table of all rows after FROM");
            case "NATURAL", "USING" ->
                refusal(
                        token,
                        word + " does not say which column refers to which",
                        "write ON with the primary key: ON u.id = o.user_id");
            case "LATERAL" -> refusal(token, "LATERAL is not part of a view", "join the table itself");
            case "ONLY" ->
                refusal(
                        token,
                        "ONLY leaves out the rows of partitions and heirs, which are captured",
                        "leave ONLY out");
            case "AND", "OR" ->
                refusal(
                        token,
                        word + " is not part of a view: a table is joined by one column, its primary key",
                        "write ON with the primary key alone: ON u.id = o.user_id");
            case "ALL" -> refusal(token, "ALL says nothing here", "leave ALL out");
            case "CAST", "COLLATE" -> refusal(token, word + " " + EXPRESSION, "select the column as it is");
            case "TABLESAMPLE" -> refusal(token, "TABLESAMPLE leaves rows out", READER);
            case "FOR", "INTO", "WINDOW" -> refusal(token, word + " is not part of a view", "leave it out");
            case "NULL", "TRUE", "FALSE", "DEFAULT" ->
                refusal(token, word + " is a constant, and a view has the columns of its tables", "leave it out");
            case "ARRAY",
                    "CASE",
                    "IS",
                    "ISNULL",
                    "NOTNULL",
                    "NOT",
                    "IN",
                    "LIKE",
                    "ILIKE",
                    "SIMILAR",
                    "OVERLAPS",
                    "ANY",
                    "SOME" -> refusal(token, word + " " + EXPRESSION, COMPUTE);
            case "CURRENT_DATE",
                    "CURRENT_TIME",
                    "CURRENT_TIMESTAMP",
                    "LOCALTIME",
                    "LOCALTIMESTAMP",
                    "CURRENT_USER",
                    "CURRENT_ROLE",
                    "CURRENT_CATALOG",
                    "CURRENT_SCHEMA",
                    "SESSION_USER",
                    "SYSTEM_USER" ->
                refusal(token, word + " is a function, and a view has the columns of its tables", "leave it out");
            default ->
                refusal(
                        token,
                        word + " is a reserved word",
                        "if it is a name, write it in quotes: " + Name.quoted(lowerCase(word)));
        };
    }

    private static String lowerCase(String word) {
        return word.toLowerCase(Locale.ROOT);
    }

    private static RefusedException refusal(Token token, String problem, String remedy) {
        return new RefusedException(token.at(), problem, remedy);
    }
}
