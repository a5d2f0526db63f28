package dev.tributary.definition;

import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Refuses the first token of a query that a view cannot have, whatever the text means. */
final class Screening {

    private static final Set<String> KEYWORDS = Set.of("SELECT", "FROM", "LEFT", "OUTER", "JOIN", "ON", "AS");
    private static final Set<String> SYMBOLS = Set.of("(", ")", ",", ".", "=");
    static final String ROW_TO_JSON = "row_to_json";
    private static final Set<String> AGGREGATES = Set.of(
            "array_agg",
            "avg",
            "bool_and",
            "bool_or",
            "count",
            "every",
            "json_agg",
            "json_object_agg",
            "jsonb_agg",
            "jsonb_object_agg",
            "max",
            "min",
            "string_agg",
            "sum");

    private final List<Token> tokens;

    private Screening(List<Token> tokens) {
        this.tokens = tokens;
    }

    static void refuseUnsupported(List<Token> query) {
        Screening screening = new Screening(query);
        for (int i = 0; i < query.size(); i++) {
            screening.check(i);
        }
    }

    private void check(int index) {
        Token token = tokens.get(index);
        switch (token.kind()) {
            case KEYWORD -> checkKeyword(index, token);
            case SYMBOL -> checkSymbol(index, token);
            case CONSTANT ->
                throw new RefusedException(
                        token.at(),
                        "a view has the columns of its tables and no constant such as " + token.text(),
                        "leave it out");
            case NAME -> checkName(index, token);
            case END -> {}
        }
        boolean isSubQuery = token.isSymbol("(") && at(index + 1).isKeyword("SELECT");
        if (isNameExpected(index) && !token.isName() && !isSubQuery) {
            throw QueryTree.unexpected(token);
        }
    }

    private boolean isNameExpected(int index) {
        if (index == 0) {
            return false;
        }
        Token before = at(index - 1);
        boolean isTable = before.isKeyword("FROM") || before.isKeyword("JOIN");
        boolean isAfterSymbol = before.isSymbol(",") || before.isSymbol(".") || before.isSymbol("=");
        return isTable
                || isAfterSymbol
                || before.isKeyword("SELECT")
                || before.isKeyword("AS")
                || before.isKeyword("ON");
    }

    private void checkKeyword(int index, Token token) {
        boolean isKnown = KEYWORDS.contains(token.text());
        if (token.isKeyword("SELECT") && index > 0) {
            checkInnerSelect(index, token);
        } else if (token.isKeyword("JOIN") && !isOuterJoin(index)) {
            throw new RefusedException(
                    token.at(), "JOIN hides each row that has nothing to be joined with", "write LEFT JOIN");
        } else if (token.isKeyword("LEFT") && at(index + 1).isSymbol("(")) {
            throw function(token, "left");
        } else if (token.isKeyword("LEFT") && !isJoinAfter(index)) {
            throw QueryTree.unexpected(at(index + 1));
        } else if (token.isKeyword("OUTER") && !at(index - 1).isKeyword("LEFT")) {
            throw QueryTree.unexpected(token);
        } else if (!isKnown) {
            throw UnsupportedWords.refusal(token);
        }
    }

    private boolean isJoinAfter(int index) {
        int next = at(index + 1).isKeyword("OUTER") ? index + 2 : index + 1;
        return at(next).isKeyword("JOIN");
    }

    private boolean isOuterJoin(int index) {
        Token before = at(index - 1);
        return before.isKeyword("LEFT")
                || (before.isKeyword("OUTER") && at(index - 2).isKeyword("LEFT"));
    }

    /** The only place for a second SELECT is a joined sub-select. */
    private void checkInnerSelect(int index, Token token) {
        boolean isInParentheses = at(index - 1).isSymbol("(");
        if (isInParentheses && at(index - 2).isKeyword("JOIN")) {
            return;
        }
        if (isInParentheses && at(index - 2).isKeyword("FROM")) {
            throw new RefusedException(
                    token.at(), "the base of a view is a table and not a sub-select", "write the table after FROM");
        }
        throw new RefusedException(
                token.at(), "a sub-query is not part of a view", "write LEFT JOIN with the table that it reads");
    }

    private void checkSymbol(int index, Token token) {
        if (token.isSymbol("(")) {
            // A second SELECT has been checked, or will be.
            if (!at(index - 1).isName() && !at(index + 1).isKeyword("SELECT")) {
                throw new RefusedException(
                        token.at(), "parentheses are only for a joined sub-select", "write it without parentheses");
            }
        } else if (token.isSymbol("*")) {
            throw new RefusedException(
                    token.at(),
                    "* changes with each column that its table gets",
                    "write the columns, or a joined row as one value: u AS \"user\"");
        } else if (token.isSymbol("::")) {
            throw new RefusedException(
                    token.at(), "a cast is an expression, and a view has plain columns", "select the column as it is");
        } else if (!SYMBOLS.contains(token.text())) {
            throw new RefusedException(
                    token.at(),
                    token.text() + " makes an expression, and a view has plain columns",
                    "select the columns, and compute where the view is read");
        }
    }

    private void checkName(int index, Token token) {
        if (at(index + 1).isSymbol("(")
                && !(token.text().equals(ROW_TO_JSON) && !at(index - 1).isSymbol("."))) {
            throw function(token, token.text());
        }
    }

    private static RefusedException function(Token token, String name) {
        if (AGGREGATES.contains(name.toLowerCase(Locale.ROOT))) {
            return new RefusedException(
                    token.at(),
                    "%s( ) is an aggregate, and a view has one row for each row of its base table".formatted(name),
                    "select plain columns, and aggregate where the view is read");
        }
        return new RefusedException(
                token.at(),
                "the only function of a view is row_to_json, not %s( )".formatted(name),
                "select plain columns, and compute where the view is read");
    }

    private Token at(int index) {
        return tokens.get(Math.max(0, Math.min(index, tokens.size() - 1)));
    }
}
