package dev.tributary.tools.connectors;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.TextNode;
import dev.tributary.definition.key.Key;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class RowConditionsTest {

    private static final String KEY = "\"code\"";

    @Test
    void integersAreNumbers() {
        assertThat(RowConditions.of(KEY, List.of(Key.of(-7), Key.of(0), Key.of(42))))
                .containsExactly("\"code\" IN (-7, 0, 42)");
        assertThat(RowConditions.of(
                        KEY, LongStream.range(0, 250).mapToObj(Key::of).toList()))
                .hasSize(3);
        assertThat(RowConditions.of(KEY, List.of())).isEmpty();
    }

    @Test
    void textsAreLiterals() {
        assertThat(RowConditions.of(KEY, List.of(Key.of(""), Key.of("it's"), Key.of("a\\'b"), Key.of("Größe?%"))))
                .containsExactly("\"code\" IN ('', 'it''s', E'a\\\\''b', 'Größe?%')");
    }

    @Test
    void eachConditionFitsIntoARequest() {
        List<String> conditions = RowConditions.of(
                KEY,
                IntStream.range(0, 50)
                        .mapToObj(row -> Key.of("\"\\'\u0001".repeat(row) + row))
                        .toList());

        assertThat(conditions)
                .hasSizeGreaterThan(1)
                .allSatisfy(condition ->
                        assertThat(TextNode.valueOf(condition).toString()).hasSizeLessThan(1_600));
        assertThat(RowConditions.of(
                        KEY,
                        LongStream.range(0, 100)
                                .mapToObj(row -> Key.of(Long.MIN_VALUE + row))
                                .toList()))
                .allSatisfy(condition -> assertThat(condition).hasSizeLessThan(1_600));
    }

    @Test
    void aTextOfAThousandBytesIsWhole() {
        String text = "x".repeat(1_000);

        assertThat(RowConditions.of(KEY, List.of(Key.of(text), Key.of(text + "y"))))
                .containsExactly("\"code\" IN ('" + text + "')", "\"code\" IN ('" + text + "y')");
    }

    @Test
    void aTextThatDoesNotFitIsSelectedByItsBeginning() {
        assertThat(RowConditions.of(KEY, List.of(Key.of("a"), Key.of("😀".repeat(1_000)), Key.of("b"))))
                .containsExactly("left(\"code\", 100) = '" + "😀".repeat(100) + "'", "\"code\" IN ('a', 'b')");
    }
}
