package dev.tributary.localstack;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Properties;
import java.util.stream.Collectors;

/** The passwords of PostgreSQL's roles, made up at the first start and kept beside the data. */
final class Secrets {

    /** The roles that log in. */
    enum Role {
        POSTGRES,
        SHOP,
        DEBEZIUM,
        REGISTRY,
        REPORTING;

        /** Its name in PostgreSQL. */
        String role() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private final Properties passwords;

    private Secrets(Properties passwords) {
        this.passwords = passwords;
    }

    static Secrets in(Path file) {
        try {
            Properties passwords = new Properties();
            if (Files.exists(file)) {
                try (Reader reader = Files.newBufferedReader(file)) {
                    passwords.load(reader);
                }
            }
            boolean complete = true;
            for (Role role : Role.values()) {
                complete &= passwords.putIfAbsent(role.role(), random()) != null;
            }
            if (!complete) {
                PrivateFile.write(file, lines(passwords));
            }
            return new Secrets(passwords);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Letters and digits only: it needs no quoting in a URL or in SQL. */
    String password(Role role) {
        return passwords.getProperty(role.role());
    }

    private static String random() {
        byte[] bytes = new byte[16];
        new SecureRandom().nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    private static String lines(Properties properties) {
        return properties.stringPropertyNames().stream()
                .sorted()
                .map(key -> key + "=" + properties.getProperty(key) + "\n")
                .collect(Collectors.joining());
    }
}
