package dev.tributary.localstack;

import dev.tributary.localstack.Secrets.Role;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.TimeUnit;

/** PostgreSQL: every connection is TCP on loopback with a password, there is no socket file. */
final class Postgres {

    private static final Duration INITDB = Duration.ofSeconds(60);

    private final ServerName name;
    private final Path programs;
    private final DataDirectory directory;
    private final Secrets secrets;

    Postgres(ServerName name, Path programs, DataDirectory directory, Secrets secrets) {
        this.name = name;
        this.programs = programs;
        this.directory = directory;
        this.secrets = secrets;
    }

    /** Makes the data directory of the server if there is none. */
    void initialize() throws IOException, InterruptedException {
        Path data = directory.postgres(name);
        if (Files.exists(data)) {
            return;
        }
        // An interrupted initdb leaves something that looks finished.
        Path unfinished = directory.root().resolve(name.id() + ".new");
        if (Files.exists(unfinished)) {
            DataDirectory.delete(unfinished);
        }
        Path passwordFile = directory.config().resolve(name.id() + "-password");
        PrivateFile.write(passwordFile, secrets.password(Role.POSTGRES));
        List<String> command = asOrdinaryUser(List.of(
                program("initdb"),
                "--pgdata=" + unfinished,
                "--username=" + Role.POSTGRES.role(),
                "--pwfile=" + passwordFile,
                "--auth=scram-sha-256",
                "--encoding=UTF8",
                "--locale=C",
                "--locale-provider=builtin",
                "--builtin-locale=C.UTF-8"));
        Path log = directory.logs().resolve(name.id() + "-initdb.log");
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
        builder.environment().put("LC_ALL", "C");
        Process initdb = builder.start();
        if (!initdb.waitFor(INITDB.toSeconds(), TimeUnit.SECONDS) || initdb.exitValue() != 0) {
            initdb.destroyForcibly();
            throw new StackException("PostgreSQL's initdb failed:\n" + Files.readString(log));
        }
        Files.delete(passwordFile);
        Files.move(unfinished, data);
    }

    Launch launch(int port) {
        List<String> command = new ArrayList<>(
                List.of(program("postgres"), "-D", directory.postgres(name).toString(), "-p", Integer.toString(port)));
        Map.of(
                        "listen_addresses", "127.0.0.1",
                        "unix_socket_directories", "",
                        "wal_level", "logical",
                        // What is committed stays committed, also through SIGKILL.
                        "synchronous_commit", "on",
                        "shared_buffers", "64MB",
                        "max_wal_size", "512MB")
                .forEach((key, value) -> command.addAll(List.of("-c", key + "=" + value)));
        return new Launch(
                name,
                asOrdinaryUser(command),
                Map.of("LC_ALL", "C"),
                directory.log(name),
                // Fast shutdown: sessions are ended, transactions in progress rolled back.
                "INT",
                Duration.ofSeconds(10),
                log -> answers(port));
    }

    private boolean answers(int port) throws SQLException {
        try (Connection connection = connect(port, "postgres")) {
            return connection.isValid(2);
        }
    }

    /** As the superuser. */
    Connection connect(int port, String database) throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("user", Role.POSTGRES.role());
        properties.setProperty("password", secrets.password(Role.POSTGRES));
        properties.setProperty("connectTimeout", "2");
        properties.setProperty("socketTimeout", "30");
        return DriverManager.getConnection(url(port, database), properties);
    }

    static String url(int port, String database) {
        return "jdbc:postgresql://127.0.0.1:" + port + "/" + database;
    }

    private String program(String name) {
        return programs.resolve("bin").resolve(name).toString();
    }

    /** PostgreSQL refuses to run as root. In a user namespace with no mapping, root is nobody, and its files are nobody's. */
    private static List<String> asOrdinaryUser(List<String> command) {
        if (!"root".equals(System.getProperty("user.name")) || !Leash.isOnPath("unshare")) {
            return command;
        }
        List<String> unshared = new ArrayList<>(List.of("unshare", "--user"));
        unshared.addAll(command);
        return unshared;
    }
}
