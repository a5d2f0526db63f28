package dev.tributary.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.junit.jupiter.api.Test;

/** The application runs any view: no class knows a column of the one that it has in itself. */
class NoColumnIsNamedTest {

    private static final Path SOURCES = Path.of("src", "main", "java");
    private static final Pattern LITERAL = Pattern.compile("\"(?:[^\"\\\\\n]|\\\\.)*\"");

    /** What instances of the version before ask each other with. */
    private static final String KEPT = "InternalRoutes.java: \"user_id\"";

    @Test
    void inAnyText() throws IOException {
        List<String> found = new ArrayList<>();
        try (Stream<Path> files = Files.walk(SOURCES)) {
            for (Path file :
                    files.filter(path -> path.toString().endsWith(".java")).toList()) {
                Matcher literals = LITERAL.matcher(Files.readString(file));
                while (literals.find()) {
                    if (columns().stream().anyMatch(literals.group()::contains)) {
                        found.add(file.getFileName() + ": " + literals.group());
                    }
                }
            }
        }
        assertThat(found).containsExactly(KEPT);
    }

    /** Of the shipped view, but for words that are anybody's. */
    private static Set<String> columns() {
        Set<String> columns = new TreeSet<>();
        for (Schema.Field field : ViewFile.bundled().schema().getFields()) {
            columns.add(field.name());
            (field.schema().isUnion() ? field.schema().getTypes() : List.<Schema>of())
                    .stream()
                            .filter(type -> type.getType() == Schema.Type.RECORD)
                            .forEach(row -> row.getFields().forEach(inside -> columns.add(inside.name())));
        }
        columns.removeAll(Set.of("id", "name", "user"));
        return columns;
    }
}
