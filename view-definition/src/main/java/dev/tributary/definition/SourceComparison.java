package dev.tributary.definition;

import dev.tributary.definition.SqlText.Expected;
import java.util.List;

/**
 * Compares a query with the SQL that its definition stands for, token by token. A parser may drop words that it has no place
 * for; a definition that is not all of its text is refused here.
 */
final class SourceComparison {

    private SourceComparison() {}

    static void refuseDifference(List<Token> query, ViewDefinition view) {
        int next = 0;
        for (Expected expected : new SqlText(view).query()) {
            Token token = query.get(Math.min(next, query.size() - 1));
            if (token.isSame(expected.token())) {
                next++;
            } else if (!expected.optional()) {
                throw new RefusedException(
                        token.at(),
                        token.described() + " is not part of what a view can say: "
                                + expected.token().described() + " is expected here",
                        "write it in that form");
            }
        }
    }
}
