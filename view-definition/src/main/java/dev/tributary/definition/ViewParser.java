package dev.tributary.definition;

import java.util.List;

/** Reads the text of a definition. */
public final class ViewParser {

    private ViewParser() {}

    /** Parses a text and checks what can be known without its tables. */
    public static ParseResult parse(String text) {
        try {
            ViewDefinition view = read(text);
            List<Refusal> refusals = new DefinitionRules(view).refusals();
            return refusals.isEmpty() ? new ParseResult.Parsed(view) : new ParseResult.Refused(refusals);
        } catch (RefusedException e) {
            return new ParseResult.Refused(List.of(e.refusal()));
        }
    }

    /**
     * Reads a text by its syntax alone, without {@link DefinitionRules}.
     *
     * @throws RefusedException if it is none of a definition
     */
    static ViewDefinition read(String text) {
        Statement statement = Statement.of(Lexer.tokens(new SourceText(text)));
        Screening.refuseUnsupported(statement.query());
        ViewDefinition view = new DefinitionReader(new QueryTree(statement.query())).read(statement.name());
        SourceComparison.refuseDifference(statement.query(), view);
        return view;
    }

    /**
     * The query of a text, for PostgreSQL to prepare. What it consists of is known: one statement, without a string or a
     * parameter in it.
     *
     * @throws RefusedException if the text is not CREATE VIEW … AS and one query
     */
    static QueryText query(String text) {
        SourceText source = new SourceText(text);
        List<Token> tokens = Lexer.tokens(source);
        List<Token> query = Statement.of(tokens).query();
        if (query.stream().anyMatch(token -> token.kind() == Token.Kind.CONSTANT)) {
            Screening.refuseUnsupported(query);
        }
        Token end = tokens.stream()
                .filter(token -> token.isSymbol(";") || token.kind() == Token.Kind.END)
                .findFirst()
                .orElseThrow();
        return new QueryText(source, query.getFirst().start(), end.start());
    }
}
