package dev.tributary.definition;

import dev.tributary.definition.Token.Kind;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Splits a text into tokens by PostgreSQL's lexical rules: nested comments, names in lower case unless quoted, operators as
 * runs of characters.
 */
final class Lexer {

    private static final String OPERATOR = "+-*/<>=~!@#%^&|`?";
    private static final String SINGLE = "(),.;[]:";
    /** PostgreSQL cuts longer names off. */
    private static final int LONGEST_NAME = 63;

    private final SourceText source;
    private final String text;
    private final List<Token> tokens = new ArrayList<>();
    private int next;

    private Lexer(SourceText source) {
        this.source = source;
        this.text = source.text();
    }

    /** All tokens; the last one is of kind {@link Kind#END}. */
    static List<Token> tokens(SourceText source) {
        return new Lexer(source).run();
    }

    private List<Token> run() {
        skipBlanksAndComments();
        while (next < text.length()) {
            readToken();
            skipBlanksAndComments();
        }
        add(Kind.END, "", next);
        return List.copyOf(tokens);
    }

    private void readToken() {
        int start = next;
        char first = text.charAt(start);
        if (first == '"') {
            addName(readQuoted('"', false), start);
        } else if (first == '\'') {
            readQuoted('\'', false);
            add(Kind.CONSTANT, text.substring(start, next), start);
        } else if (first == '$') {
            readDollar();
            add(Kind.CONSTANT, text.substring(start, next), start);
        } else if (isDigit(first)) {
            skipWhile(Lexer::isPartOfName);
            add(Kind.CONSTANT, text.substring(start, next), start);
        } else if (isStartOfName(first)) {
            readWord();
        } else if (OPERATOR.indexOf(first) >= 0) {
            readOperator();
        } else if (text.startsWith("::", start)) {
            next += 2;
            add(Kind.SYMBOL, "::", start);
        } else if (SINGLE.indexOf(first) >= 0) {
            next++;
            add(Kind.SYMBOL, String.valueOf(first), start);
        } else {
            String character = text.substring(start, text.offsetByCodePoints(start, 1));
            throw refused(
                    start,
                    first < ' '
                            ? "a control character (%d) is not part of SQL".formatted((int) first)
                            : "the character " + character + " is not part of SQL",
                    "remove it");
        }
    }

    private void readWord() {
        int start = next;
        skipWhile(Lexer::isPartOfName);
        String word = text.substring(start, next);
        if (isPrefixOfString(word)) {
            readQuoted('\'', word.equalsIgnoreCase("e"));
            add(Kind.CONSTANT, text.substring(start, next), start);
        } else if (word.equalsIgnoreCase("u") && (text.startsWith("&\"", next) || text.startsWith("&'", next))) {
            throw refused(
                    start, "U& writes a name by the numbers of its characters", "write the characters themselves");
        } else if (ReservedWords.contains(word) && !isLabel()) {
            add(Kind.KEYWORD, word.toUpperCase(Locale.ROOT), start);
        } else {
            addName(lowerCase(word), start);
        }
    }

    /** After AS and after a point, PostgreSQL takes every word for a name. */
    private boolean isLabel() {
        if (tokens.isEmpty()) {
            return false;
        }
        Token last = tokens.getLast();
        // The first AS of a text is the one before SELECT.
        boolean isHeader = tokens.stream().noneMatch(token -> token.isKeyword("SELECT"));
        return last.isSymbol(".") || (last.isKeyword("AS") && !isHeader);
    }

    private boolean isPrefixOfString(String word) {
        return text.startsWith("'", next)
                && (word.equalsIgnoreCase("e")
                        || word.equalsIgnoreCase("b")
                        || word.equalsIgnoreCase("x")
                        || word.equalsIgnoreCase("n"));
    }

    private void readOperator() {
        int start = next;
        while (next < text.length()
                && OPERATOR.indexOf(text.charAt(next)) >= 0
                && (next == start || !isComment(next))) {
            next++;
        }
        add(Kind.SYMBOL, text.substring(start, next), start);
    }

    private boolean isComment(int offset) {
        return text.startsWith("--", offset) || text.startsWith("/*", offset);
    }

    /** Reads to the end of what a quote begins, and returns what is in it. */
    private String readQuoted(char quote, boolean backslashes) {
        int start = next;
        StringBuilder content = new StringBuilder();
        for (next++; next < text.length(); next++) {
            char character = text.charAt(next);
            if (character == quote) {
                if (next + 1 == text.length() || text.charAt(next + 1) != quote) {
                    next++;
                    return content.toString();
                }
                next++;
            } else if (backslashes && character == '\\' && next + 1 < text.length()) {
                next++;
            }
            content.append(text.charAt(next));
        }
        throw refused(start, "what this quote begins does not end", "write the closing quote");
    }

    /** A parameter ($1), or a string between two equal tags ($tag$ … $tag$). */
    private void readDollar() {
        int start = next++;
        skipWhile(Lexer::isPartOfTag);
        if (next < text.length() && text.charAt(next) == '$' && !isDigit(text.charAt(start + 1))) {
            String tag = text.substring(start, ++next);
            int end = text.indexOf(tag, next);
            if (end < 0) {
                throw refused(start, "the string that " + tag + " begins does not end", "remove it");
            }
            next = end + tag.length();
        }
    }

    private void skipBlanksAndComments() {
        while (next < text.length()) {
            if (" \t\n\r\f\u000b".indexOf(text.charAt(next)) >= 0) {
                next++;
            } else if (text.startsWith("--", next)) {
                skipWhile(character -> character != '\n' && character != '\r');
            } else if (text.startsWith("/*", next)) {
                skipComment();
            } else {
                return;
            }
        }
    }

    private void skipComment() {
        int start = next;
        int depth = 0;
        do {
            if (next >= text.length()) {
                throw refused(start, "this comment does not end", "write */ where it ends");
            } else if (text.startsWith("/*", next)) {
                depth++;
                next += 2;
            } else if (text.startsWith("*/", next)) {
                depth--;
                next += 2;
            } else {
                next++;
            }
        } while (depth > 0);
    }

    private interface CharacterTest {
        boolean test(char character);
    }

    private void skipWhile(CharacterTest test) {
        while (next < text.length() && test.test(text.charAt(next))) {
            next++;
        }
    }

    private void addName(String name, int start) {
        if (name.isEmpty()) {
            throw refused(start, "a name has at least one character", "write the name between the quotes");
        }
        if (name.getBytes(StandardCharsets.UTF_8).length > LONGEST_NAME) {
            throw refused(
                    start,
                    "the name is longer than %d bytes, and PostgreSQL cuts it off".formatted(LONGEST_NAME),
                    "write a shorter one");
        }
        add(Kind.NAME, name, start);
    }

    private void add(Kind kind, String content, int start) {
        tokens.add(new Token(kind, content, source.position(start), start));
    }

    private RefusedException refused(int start, String problem, String remedy) {
        return new RefusedException(source.position(start), problem, remedy);
    }

    /** In a database of UTF-8, PostgreSQL changes the letters A to Z only. */
    private static String lowerCase(String word) {
        StringBuilder lower = new StringBuilder(word.length());
        for (int i = 0; i < word.length(); i++) {
            char character = word.charAt(i);
            lower.append(isBetween('A', character, 'Z') ? (char) (character + ('a' - 'A')) : character);
        }
        return lower.toString();
    }

    private static boolean isDigit(char character) {
        return isBetween('0', character, '9');
    }

    private static boolean isStartOfName(char character) {
        return isBetween('a', character, 'z')
                || isBetween('A', character, 'Z')
                || character == '_'
                || character >= 0x80;
    }

    private static boolean isBetween(char first, char character, char last) {
        return first <= character && character <= last;
    }

    private static boolean isPartOfTag(char character) {
        return isStartOfName(character) || isDigit(character);
    }

    private static boolean isPartOfName(char character) {
        return isPartOfTag(character) || character == '$';
    }
}
