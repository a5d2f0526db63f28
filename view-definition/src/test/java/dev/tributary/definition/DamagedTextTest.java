package dev.tributary.definition;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Texts that are nearly views, from fixed seeds: each is refused with a position, or is exactly what its definition says. */
class DamagedTextTest {

    private static final int TEXTS = 4_000;

    private static final List<String> VIEW = List.of(
            "CREATE",
            "VIEW",
            "v",
            "AS",
            "SELECT",
            "o",
            ".",
            "id",
            ",",
            "o",
            ".",
            "a",
            ",",
            "o",
            ".",
            "b",
            "x",
            ",",
            "u",
            "AS",
            "\"user\"",
            ",",
            "row_to_json",
            "(",
            "c",
            ")",
            "AS",
            "customer",
            ",",
            "c",
            ".",
            "n",
            "FROM",
            "s",
            ".",
            "orders",
            "o",
            "LEFT",
            "JOIN",
            "users",
            "AS",
            "u",
            "ON",
            "u",
            ".",
            "id",
            "=",
            "o",
            ".",
            "a",
            "LEFT",
            "OUTER",
            "JOIN",
            "(",
            "SELECT",
            "id",
            ",",
            "name",
            "AS",
            "n",
            "FROM",
            "customers",
            ")",
            "c",
            "ON",
            "c",
            ".",
            "id",
            "=",
            "o",
            ".",
            "b",
            ";");

    private static final List<String> MORE = List.of(
            "CREATE",
            "VIEW",
            "AS",
            "SELECT",
            "FROM",
            "LEFT",
            "OUTER",
            "JOIN",
            "INNER",
            "ON",
            "ONLY",
            "ALL",
            "DISTINCT",
            "WHERE",
            "ORDER",
            "BY",
            "GROUP",
            "WITH",
            "USING",
            "LATERAL",
            "NATURAL",
            "CROSS",
            "UNION",
            "LIMIT",
            "(",
            ")",
            ",",
            ".",
            ";",
            "=",
            "*",
            "::",
            "+",
            "||",
            "->>",
            "1",
            "'x'",
            "$1",
            "E'\\''",
            "NULL",
            "CAST",
            "CASE",
            "WHEN",
            "o",
            "u",
            "c",
            "id",
            "a",
            "b",
            "\"A b\"",
            "row_to_json",
            "count",
            "semi",
            "final",
            "start",
            "public",
            "force",
            "[",
            "]",
            ":",
            "@",
            "`",
            "//",
            "--",
            "/*",
            "*/",
            "\"",
            "'",
            "$$",
            "ä",
            "\u0000",
            "any",
            "window",
            "pivot",
            "sample",
            "for",
            "update",
            "into",
            "values",
            "table",
            "if",
            "begin",
            "end",
            "set",
            "go",
            "/",
            "\\",
            "#",
            "!");

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void isRefusedOrIsItsDefinition(long seed) {
        Random random = new Random(seed);
        int parsed = 0;
        for (int i = 0; i < TEXTS; i++) {
            String text = damaged(random);
            switch (ViewParser.parse(text)) {
                case ParseResult.Refused refused -> {
                    assertThat(refused.refusals()).as(text).isNotEmpty().allSatisfy(refusal -> {
                        assertThat(refusal.at().line())
                                .isBetween(1, (int) text.lines().count() + 1);
                        assertThat(refusal.problem()).doesNotMatch("(?s).*\\bn\\d+\\b.*");
                        assertThat(refusal.remedy()).isNotBlank();
                    });
                }
                case ParseResult.Parsed result -> {
                    parsed++;
                    assertThat(words(result.view().toSql())).as(text).isEqualTo(words(text));
                }
            }
        }
        assertThat(parsed).as("texts that are views").isBetween(TEXTS / 100, TEXTS / 2);
    }

    private static String damaged(Random random) {
        List<String> words = new ArrayList<>(VIEW);
        for (int changes = random.nextInt(3) + 1; changes > 0; changes--) {
            int at = random.nextInt(words.size());
            switch (random.nextInt(5)) {
                case 0 -> words.remove(at);
                case 1 -> words.set(at, MORE.get(random.nextInt(MORE.size())));
                case 2 -> words.add(at, MORE.get(random.nextInt(MORE.size())));
                case 3 -> words.add(at, words.get(random.nextInt(words.size())));
                default -> words.set(at, words.get(random.nextInt(words.size())));
            }
        }
        return String.join(random.nextBoolean() ? " " : "\n", words);
    }

    /** All tokens but those that mean nothing. */
    private static List<String> words(String text) {
        List<Token> tokens = Lexer.tokens(new SourceText(text));
        return tokens.stream()
                .filter(token -> !token.isKeyword("AS") && !token.isKeyword("OUTER") && !token.isSymbol(";"))
                .map(Token::text)
                .toList();
    }
}
