package dev.tributary.tools.view;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.definition.key.KeyType;
import dev.tributary.tools.ExitCode;
import dev.tributary.tools.Main;
import dev.tributary.tools.definition.KeyedView;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is sent for a key that a person types. */
class CommandKeysTest {

    private static final String UUID = "0197a1c3-7d5e-7c6a-9b1f-3a5d2e8f4c01";

    private final FakeApi api = new FakeApi();
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    Path directory;

    @AfterEach
    void close() {
        api.close();
    }

    private int run(KeyedView view, String command, String... arguments) {
        List<String> line = new ArrayList<>(List.of(command, "--view", view.write(directory)));
        if (!command.equals("consume")) {
            line.addAll(List.of("--http", api.uri().toString()));
        }
        line.addAll(List.of(arguments));
        return Main.commandLine()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(line.toArray(String[]::new));
    }

    @ParameterizedTest
    @CsvSource({"'',''", "a/b ?,a%2Fb+%3F", "..,..", "42,42", "stream,stream"})
    void aRowIsGotByItsText(String key, String parameter) {
        api.answers("/labels?code=" + parameter, "{\"labels\":[{\"code\":\"found\"}],\"next\":null}");

        assertThat(run(KeyedView.LABELS, "get", "label", key))
                .as(err.toString())
                .isEqualTo(ExitCode.OK);
        assertThat(out.toString().replaceAll("\\s", "")).isEqualTo("{\"code\":\"found\"}");
    }

    @Test
    void aTextCanBeginWithADash() {
        api.answers("/labels?code=-x", "{\"labels\":[{\"code\":\"found\"}],\"next\":null}");

        assertThat(run(KeyedView.LABELS, "get", "--", "label", "-x"))
                .as(err.toString())
                .isEqualTo(ExitCode.OK);
    }

    @Test
    void aUuidIsFoundHoweverItIsTyped() {
        api.answers("/devices/" + UUID, "{\"id\":\"found\"}");

        assertThat(run(KeyedView.DEVICES, "get", "device", "0197A1C3-7D5E-7C6A-9B1F-3A5D2E8F4C01"))
                .as(err.toString())
                .isEqualTo(ExitCode.OK);
    }

    @ParameterizedTest
    @CsvSource({"'',''", "a&b=c,a%26b%3Dc"})
    void theRowsOfATextAreReadToTheLastPage(String key, String parameter) {
        String next = "/devices?label=" + parameter + "&after=x%2Fy&limit=1000";
        api.answers(
                        "/devices?label=" + parameter + "&limit=1000",
                        "{\"devices\":[{\"id\":1}],\"next\":\"" + next + "\"}")
                .answers(next, "{\"devices\":[{\"id\":2}],\"next\":null}");

        assertThat(run(KeyedView.DEVICES, "get", "l", key)).as(err.toString()).isEqualTo(ExitCode.OK);
        assertThat(out.toString().lines()).containsExactly("{\"id\":1}", "{\"id\":2}");
    }

    @Test
    void theRowsOfAUuidAreRead() {
        api.answers("/owners/" + UUID + "/labels?limit=1000", "{\"labels\":[{\"code\":\"x\"}],\"next\":null}");

        assertThat(run(KeyedView.LABELS, "get", "owner", UUID))
                .as(err.toString())
                .isEqualTo(ExitCode.OK);
    }

    @Test
    void whatIsNotThereIsNamed() {
        api.answers("/labels?code=a+b", "{\"labels\":[],\"next\":null}");

        assertThat(run(KeyedView.LABELS, "get", "label", "a b")).isEqualTo(ExitCode.FAILED);
        assertThat(err.toString()).contains("there is no label a b");
        assertThat(run(KeyedView.DEVICES, "get", "device", UUID)).isEqualTo(ExitCode.FAILED);
        assertThat(err.toString()).contains("there is no device " + UUID);
        assertThat(api.requests()).containsExactly("/labels?code=a+b", "/devices/" + UUID);
    }

    @Test
    void changesOfATextAreWatched() {
        api.answers("/labels/stream?state=true&shelf=a%3Db%26c", "event: label\ndata: {\"code\":\"x\"}\n\n");

        assertThat(run(KeyedView.LABELS, "watch", "--state", "--by", "shelf=a=b&c", "--limit", "1"))
                .as(err.toString())
                .isEqualTo(ExitCode.OK);
        assertThat(out.toString()).isEqualTo("{\"code\":\"x\"}\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"get device", "consume --key", "consume --topic cdc.public.devices --key"})
    void whatIsNoUuidIsAWrongCommandLine(String command) {
        String[] words = (command + " 0197").split(" ", -1);

        assertThat(run(
                        KeyedView.DEVICES,
                        words[0],
                        List.of(words).subList(1, words.length).toArray(String[]::new)))
                .isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).contains(" must be " + KeyType.UUID.form() + ", and not 0197");
        assertThat(api.requests()).isEmpty();
    }
}
