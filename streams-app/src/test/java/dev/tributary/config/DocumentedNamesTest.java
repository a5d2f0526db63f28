package dev.tributary.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Each setting and variable that the docs, and the other modules, name is one. */
class DocumentedNamesTest {

    private static final Path PROJECT = Path.of("..");

    private static final Pattern KEY = Pattern.compile("(?<!dev\\.)\\btributary\\.[a-z]+(?:[._-][a-z]+)*");
    private static final Pattern VARIABLE = Pattern.compile("\\bTRIBUTARY_[A-Z]+(?:_[A-Z]+)*");

    /** Tables, a trigger, topics, a file, a header, and what {@code view apply} notes in the configuration of a connector. */
    private static final Set<String> NO_SETTINGS = Set.of(
            "tributary.heartbeat",
            "tributary.signal",
            "tributary.refuse_truncate",
            "tributary.dead-letters",
            "tributary.notifications",
            "tributary.jsa",
            "tributary.previous-user",
            "tributary.apply.snapshot");

    @Test
    void theDocsNameNoSettingThatIsNotThere() throws IOException {
        Set<String> named = namesIn(KEY, docs());
        named.removeAll(NO_SETTINGS);

        assertThat(named).hasSizeGreaterThan(20).isSubsetOf(AppConfig.DEFINITION.names());
    }

    @Test
    void everyVariableIsASettingOrIsIgnored() throws IOException {
        Set<String> known = new KnownKeys(AppConfig.DEFINITION.names())
                .all().stream().map(ConfigSources::variable).collect(Collectors.toSet());
        known.addAll(IgnoredVariables.OF_OTHER_PROGRAMS);
        List<Path> read = Stream.of(
                        docs().stream(),
                        files(PROJECT.resolve("tools/src/main"), ".java"),
                        files(PROJECT.resolve("local-stack/src/main"), ".java"),
                        files(PROJECT.resolve("connect"), ".properties"),
                        files(PROJECT.resolve("connect/connectors"), ".json"),
                        files(PROJECT.resolve("connect/sinks"), ".json"),
                        Stream.of(PROJECT.resolve("docker-compose.yml"), PROJECT.resolve("Dockerfile")))
                .flatMap(files -> files)
                .toList();

        assertThat(namesIn(VARIABLE, read)).hasSizeGreaterThan(20).isSubsetOf(known);
    }

    private static List<Path> docs() throws IOException {
        return Stream.concat(files(PROJECT.resolve("docs"), ".md"), Stream.of(PROJECT.resolve("README.md")))
                .toList();
    }

    private static Stream<Path> files(Path folder, String suffix) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files
                    .filter(file ->
                            file.toString().endsWith(suffix) && !file.toString().contains("/target/"))
                    .toList()
                    .stream();
        }
    }

    private static Set<String> namesIn(Pattern pattern, List<Path> files) throws IOException {
        Set<String> names = new TreeSet<>();
        for (Path file : files) {
            pattern.matcher(Files.readString(file))
                    .results()
                    .map(MatchResult::group)
                    .forEach(names::add);
        }
        return names;
    }
}
