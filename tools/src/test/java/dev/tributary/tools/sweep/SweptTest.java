package dev.tributary.tools.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.definition.key.Key;
import java.util.List;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class SweptTest {

    @Test
    void saysWhatWasDone() {
        assertThat(new Swept("public.users", 1_200, List.of(), true, Set.of(), 0).describe())
                .isEqualTo("public.users: 1,200 rows in the topic, 1,200 of them in the database; nothing to sweep");
        assertThat(new Swept("public.users", 12, List.of(Key.of(3), Key.of(5)), false, Set.of(), 0).describe())
                .isEqualTo("public.users: 12 rows in the topic, 10 of them in the database; 2 to be removed: 3, 5");
        assertThat(new Swept(
                                "public.users",
                                100,
                                LongStream.rangeClosed(1, 25).mapToObj(Key::of).toList(),
                                true,
                                Set.of(Key.of(4)),
                                2)
                        .describe())
                .endsWith(
                        "; 25 removed: 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20 and 5 more;"
                                + " inserted meanwhile, and read once more: 4; 2 records cannot be read and were passed over");
    }

    @Test
    void textsAreShownWithoutControlCharacters() {
        assertThat(new Swept("public.labels", 2, List.of(Key.of("a"), Key.of("b\u001b[2J")), true, Set.of(), 0)
                        .describe())
                .endsWith("; 2 removed: a, b·[2J");
    }
}
