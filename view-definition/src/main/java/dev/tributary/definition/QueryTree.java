package dev.tributary.definition;

import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import net.sf.jsqlparser.parser.CCJSqlParser;
import net.sf.jsqlparser.parser.CCJSqlParserUtil;
import net.sf.jsqlparser.parser.ParseException;
import net.sf.jsqlparser.parser.TokenMgrException;
import net.sf.jsqlparser.statement.select.PlainSelect;

/**
 * A query as JSqlParser's tree.
 *
 * <p>The parser is not given the text but the tokens, each on a line of its own, and in place of each name a number: {@code n7}
 * is the name in token 7. So its own keywords, quotes and comments play no part, a name in the tree is a place in the text,
 * and so is the line of an error.
 */
final class QueryTree {

    private static final Pattern PLACEHOLDER = Pattern.compile("\\bn(\\d+)\\b");

    private final List<Token> tokens;

    QueryTree(List<Token> tokens) {
        this.tokens = tokens;
    }

    PlainSelect parse() {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < tokens.size(); i++) {
            text.append(tokens.get(i).isName() ? "n" + i : tokens.get(i).text()).append('\n');
        }
        CCJSqlParser parser = CCJSqlParserUtil.newParser(text.toString());
        try {
            if (parser.Statement() instanceof PlainSelect select) {
                return select;
            }
        } catch (ParseException e) {
            int line = e.currentToken == null || e.currentToken.next == null ? 0 : e.currentToken.next.beginLine;
            throw unexpected(tokens.get(Math.clamp(line - 1L, 0, tokens.size() - 1)));
        } catch (TokenMgrException e) {
            // Each token has been screened, so that this cannot be reached by a text.
            throw new IllegalStateException(e);
        }
        throw unexpected(tokens.getFirst());
    }

    /** The names that a part of the tree consists of, from the left. */
    List<Name> names(String part) {
        return PLACEHOLDER
                .matcher(part)
                .results()
                .map(match -> tokens.get(Integer.parseInt(match.group(1))).name())
                .toList();
    }

    /** The name that a part of the tree is. */
    Name name(String part) {
        Matcher matcher = PLACEHOLDER.matcher(part);
        if (!matcher.matches()) {
            // What the parser takes for a name is none of PostgreSQL's, and where it is written is not known.
            throw unexpected(tokens.getFirst());
        }
        return tokens.get(Integer.parseInt(matcher.group(1))).name();
    }

    /** Where a part of the tree begins, by the first name in it. */
    Position position(Object part) {
        List<Name> names = names(String.valueOf(part));
        return names.isEmpty() ? tokens.getFirst().at() : names.getFirst().at();
    }

    static RefusedException unexpected(Token token) {
        return new RefusedException(
                token.at(),
                token.described() + " is not expected here",
                String.format(
                        Locale.ROOT, "write SELECT columns FROM table LEFT JOIN table ON table.id = table.other_id"));
    }
}
