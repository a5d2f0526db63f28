package dev.tributary.definition;

import java.util.List;

/**
 * The one statement of a text, taken apart: {@code CREATE VIEW name AS query}.
 *
 * @param query its tokens, with one of kind END
 */
record Statement(Name name, List<Token> query) {

    private static final String FORM = "write CREATE VIEW \"name-of-the-view\" AS SELECT …";

    static Statement of(List<Token> tokens) {
        refuseMore(tokens);
        Token first = tokens.getFirst();
        if (!first.isKeyword("CREATE")) {
            throw new RefusedException(
                    first.at(), "a definition begins with CREATE VIEW, not with " + first.described(), FORM);
        }
        Token view = tokens.get(1);
        if (!isWord(view, "view")) {
            throw new RefusedException(view.at(), "CREATE is not followed by VIEW but by " + view.described(), FORM);
        }
        Token name = tokens.get(2);
        if (!name.isName()) {
            throw new RefusedException(name.at(), name.described() + " is no name for a view", FORM);
        }
        Token as = tokens.get(3);
        if (as.isSymbol(".")) {
            throw new RefusedException(
                    name.at(),
                    "a view has no schema: its name is that of its topic",
                    "write CREATE VIEW %s AS".formatted(nameAfterPoint(tokens)));
        }
        if (as.isSymbol("(")) {
            throw new RefusedException(
                    as.at(), "the view's columns are not named in a list", "name a column where it is selected, by AS");
        }
        if (!as.isKeyword("AS")) {
            throw new RefusedException(as.at(), "AS is expected here, not " + as.described(), FORM);
        }
        List<Token> query = tokens.subList(4, tokens.size());
        Token select = query.getFirst();
        if (!select.isKeyword("SELECT")) {
            throw new RefusedException(
                    select.at(),
                    "SELECT is expected here, not " + select.described(),
                    select.isKeyword("WITH") ? "name the table itself instead of a common table expression" : FORM);
        }
        return new Statement(
                name.name(),
                query.stream().filter(token -> !token.isSymbol(";")).toList());
    }

    private static void refuseMore(List<Token> tokens) {
        for (int i = 0; i < tokens.size() - 2; i++) {
            if (tokens.get(i).isSymbol(";")) {
                throw new RefusedException(
                        tokens.get(i + 1).at(), "a file holds one view, and the text goes on after ;", "remove it");
            }
        }
    }

    private static boolean isWord(Token token, String word) {
        return token.isName() && token.text().equals(word);
    }

    private static String nameAfterPoint(List<Token> tokens) {
        Token last = tokens.get(4);
        return last.isName() ? last.name().quoted() : "\"name-of-the-view\"";
    }
}
