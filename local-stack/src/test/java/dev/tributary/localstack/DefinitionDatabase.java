package dev.tributary.localstack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.Schema;

/** A database of its own on the stack's server, and the commands of {@code ./tributary view} with the file {@code v.sql} against it. */
final class DefinitionDatabase implements AutoCloseable {

    private final Shop server;
    private final Shop database;
    private final String name;
    private final Path directory;

    private DefinitionDatabase(Shop server, Shop database, String name, Path directory) {
        this.server = server;
        this.database = database;
        this.name = name;
        this.directory = directory;
    }

    /** @param directory of the files */
    static DefinitionDatabase create(LocalStack stack, String name, Path directory) throws SQLException {
        Secrets secrets = Secrets.in(stack.directory().resolve("secrets.properties"));
        String login = "?user=postgres&password=" + secrets.password(Secrets.Role.POSTGRES);
        String shop = stack.addresses().postgres().replaceFirst("\\?.*", "");
        Shop server = new Shop(shop + login);
        server.execute("CREATE DATABASE " + name);
        return new DefinitionDatabase(
                server, new Shop(shop.replaceFirst("/[^/]*$", "/" + name) + login), name, directory);
    }

    String url() {
        return database.url();
    }

    void execute(String sql) throws SQLException {
        database.execute(sql);
    }

    long number(String query) throws SQLException {
        return database.number(query);
    }

    /** Removes what the commands have written, what the SQL for the owner of a database has made, and the settings of the database. */
    void reset() throws SQLException, IOException {
        Files.deleteIfExists(directory.resolve("v.sql"));
        Files.deleteIfExists(directory.resolve("v.avsc"));
        database.execute("DROP EVENT TRIGGER IF EXISTS tributary_refuse_replica_identity;"
                + " DROP PUBLICATION IF EXISTS tributary; DROP SCHEMA IF EXISTS tributary CASCADE");
        server.execute("ALTER DATABASE " + name + " RESET ALL");
    }

    /** The contract that is written for a view. */
    Schema contract(String view) throws IOException {
        Path contract = directory.resolve("v.avsc");
        Files.deleteIfExists(contract);
        RanCommand ran = run("contract", view);
        assertThat(ran.exitCode()).as(ran.err()).isZero();
        return new Schema.Parser().parse(Files.readString(contract));
    }

    /** @param at line and column, as {@code 1:33} */
    void assertRefused(String view, String at, String message) throws IOException {
        RanCommand ran = check(view);
        assertThat(ran.exitCode()).as(view).isEqualTo(1);
        assertThat(ran.err()).contains("v.sql:" + at + ": ").contains(message);
    }

    RanCommand check(String view) throws IOException {
        return run("check", view);
    }

    Path write(String view) throws IOException {
        return Files.writeString(directory.resolve("v.sql"), view);
    }

    RanCommand run(String command, String view) throws IOException {
        return run(command, write(view));
    }

    RanCommand run(String command, Path file, String... more) {
        List<String> line = new ArrayList<>(List.of("view", command, "--postgres", database.url(), file.toString()));
        line.addAll(List.of(more));
        return RanCommand.run(line);
    }

    @Override
    public void close() throws SQLException {
        server.execute("DROP DATABASE " + name + " WITH (FORCE)");
    }
}
