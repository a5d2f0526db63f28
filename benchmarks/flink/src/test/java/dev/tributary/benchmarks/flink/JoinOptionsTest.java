package dev.tributary.benchmarks.flink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.benchmarks.flink.JoinOptions.Guarantee;
import dev.tributary.benchmarks.flink.JoinOptions.Materialize;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JoinOptionsTest {

    private static final String[] REQUIRED = {
        "--bootstrap=localhost:9092",
        "--registry=http://localhost:8080/apis/ccompat/v7",
        "--users=u",
        "--orders=o",
        "--output=e",
        "--group=g",
        "--state-dir=/state"
    };

    @Test
    void takesTheDefaultsThatAreRight() {
        assertThat(JoinOptions.parse(REQUIRED))
                .isEqualTo(new JoinOptions(
                        "localhost:9092",
                        URI.create("http://localhost:8080/apis/ccompat/v7"),
                        JoinedTables.SHOP,
                        Map.of("users", "u", "orders", "o"),
                        "e",
                        "g",
                        Path.of("/state"),
                        2,
                        Materialize.AUTO,
                        Duration.ofSeconds(10),
                        Guarantee.EXACTLY_ONCE,
                        Duration.ZERO,
                        Map.of()));
    }

    @Test
    void readsEveryOption() {
        JoinOptions options = with(
                "--parallelism=4",
                "--upsert-materialize=none",
                "--checkpoint-ms=500",
                "--guarantee=at-least-once",
                "--mini-batch-ms=20",
                "--set=state.backend.type=hashmap",
                "--set=a=b=c");

        assertThat(options.parallelism()).isEqualTo(4);
        assertThat(options.materialize()).isEqualTo(Materialize.NONE);
        assertThat(options.checkpoint()).isEqualTo(Duration.ofMillis(500));
        assertThat(options.guarantee()).isEqualTo(Guarantee.AT_LEAST_ONCE);
        assertThat(options.miniBatch()).isEqualTo(Duration.ofMillis(20));
        assertThat(options.settings()).isEqualTo(Map.of("state.backend.type", "hashmap", "a", "b=c"));
    }

    @Test
    void readsATopicForEachTableOfTheDataSet() {
        JoinOptions options = inventory();

        assertThat(options.tables()).isEqualTo(JoinedTables.INVENTORY);
        assertThat(options.topics())
                .isEqualTo(Map.of("orders", "o", "customers", "c", "products", "p", "products_on_hand", "s"));
    }

    @Test
    void namesEachOptionThatIsMissing() {
        for (String option : REQUIRED) {
            String[] others = Arrays.stream(REQUIRED)
                    .filter(other -> !other.equals(option))
                    .toArray(String[]::new);
            assertThatThrownBy(() -> JoinOptions.parse(others))
                    .isInstanceOf(BadOptionException.class)
                    .hasMessage(option.substring(0, option.indexOf('=')) + " is missing");
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    --colour=red           | unknown option --colour=red
                    --customers=c          | unknown option --customers=c
                    --data-set=library     | --data-set=library is neither shop nor inventory
                    --data-set=inventory   | unknown option --users=u
                    parallelism=2          | unknown option parallelism=2
                    --parallelism          | unknown option --parallelism
                    --group=other          | --group is given twice
                    --parallelism=0        | --parallelism=0 is not a number from 1 to 128
                    --checkpoint-ms=soon   | --checkpoint-ms=soon is not a number from 10 to 600000
                    --guarantee=maybe      | --guarantee=maybe is neither exactly-once nor at-least-once
                    --set=state            | --set wants key=value, not state
                    """)
    void saysWhatIsWrong(String option, String message) {
        assertThatThrownBy(() -> with(option))
                .isInstanceOf(BadOptionException.class)
                .hasMessage(message);
    }

    static JoinOptions inventory(String... more) {
        Stream<String> required = Arrays.stream(REQUIRED).filter(option -> !option.startsWith("--users="));
        Stream<String> tables =
                Stream.of("--data-set=inventory", "--customers=c", "--products=p", "--products_on_hand=s");
        return JoinOptions.parse(Stream.concat(Stream.concat(required, tables), Arrays.stream(more))
                .toArray(String[]::new));
    }

    static JoinOptions with(String... more) {
        return JoinOptions.parse(
                Stream.concat(Arrays.stream(REQUIRED), Arrays.stream(more)).toArray(String[]::new));
    }
}
