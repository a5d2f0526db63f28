package dev.tributary.tools.definition;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.definition.catalogue.Column;
import dev.tributary.definition.catalogue.SqlType;
import dev.tributary.definition.catalogue.Table;
import dev.tributary.definition.catalogue.TableName;
import dev.tributary.definition.resolved.Resolution;
import dev.tributary.definition.resolved.ResolvedView;
import dev.tributary.definition.resolved.Resolver;
import dev.tributary.tools.ToolException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ViewOptionsTest {

    private static final String SQL = """
            CREATE VIEW v AS
            SELECT o.id, o.state, s.name
            FROM orders o
            LEFT JOIN states s ON s.id = o.state
            """;

    @TempDir
    private Path directory;

    private static Table table(TableName name) {
        SqlType text = new SqlType("text", new SqlType.Origin.BuiltIn(), SqlType.Form.BASE, false, -1, "text");
        return new Table(
                name,
                Table.Kind.TABLE,
                true,
                false,
                false,
                false,
                false,
                List.of("id"),
                Stream.of("id", "state", "name")
                        .map(column -> new Column(column, text, !column.equals("id"), false, false, true))
                        .toList(),
                Optional.empty());
    }

    private void requireServable(String sql) throws Exception {
        ViewFile file = ViewFile.read(Files.writeString(directory.resolve("v.sql"), sql));
        Resolution resolution = Resolver.resolve(
                file.definition(),
                reference -> Optional.of(
                        table(new TableName("public", reference.table().text()))));
        ResolvedView view = ((Resolution.Resolved) resolution).view();
        ViewOptions.requireServable(file, view);
    }

    /** The application would refuse it at its start. */
    @Test
    void saysWhereANameIsThatTheApiHasItself() {
        assertThatThrownBy(() -> requireServable(SQL))
                .isInstanceOf(ToolException.class)
                .hasMessageContaining("v.sql cannot be served over HTTP")
                .hasMessageContaining(
                        "v.sql:2:16: the HTTP API uses the name of the column state itself; give it another name by AS, such as AS o_state")
                .hasMessageContaining("--without-http");
        assertThatCode(() -> requireServable(SQL.replace("o.state,", "o.state AS o_state,")))
                .doesNotThrowAnyException();
    }
}
