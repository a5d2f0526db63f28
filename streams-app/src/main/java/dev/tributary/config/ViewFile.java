package dev.tributary.config;

import dev.tributary.definition.contract.ContractException;
import dev.tributary.definition.contract.ViewContract;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.kafka.common.config.ConfigException;

/** Where the definition of the view is read from: a file of SQL, with its contract beside it. */
public final class ViewFile {

    private static final String BUNDLED = "/views/enriched-orders.sql";

    private ViewFile() {}

    /** The view that the application has in itself: every order with its user. */
    public static ViewContract bundled() {
        Path sql = Path.of(BUNDLED);
        return parse(BUNDLED, resource(BUNDLED), resource(ViewContract.file(sql).toString()));
    }

    /**
     * Reads a view.
     *
     * @param sql the file, with its contract beside it ({@link ViewContract#file})
     * @throws ConfigException if it cannot be read or is none; it says what to do
     */
    static ViewContract read(Path sql) {
        Path contract = ViewContract.file(sql);
        if (Files.exists(sql) && !Files.exists(contract)) {
            throw new ConfigException("the view " + sql + " has no contract " + contract
                    + ": write it by ./tributary view contract " + sql);
        }
        return parse(sql.toString(), text(sql), text(contract));
    }

    private static ViewContract parse(String name, String sql, String contract) {
        try {
            return ViewContract.of(sql, new Schema.Parser().parse(contract));
        } catch (ContractException e) {
            throw new ConfigException("setting " + AppConfig.VIEW + ": " + name + ": " + e.getMessage());
        } catch (AvroRuntimeException e) {
            throw new ConfigException("setting " + AppConfig.VIEW + ": the contract of " + name
                    + " is not an Avro schema: " + e.getMessage());
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new ConfigException("setting " + AppConfig.VIEW + ": " + file + " cannot be read: " + e);
        }
    }

    private static String resource(String name) {
        try (InputStream in = ViewFile.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException(name + " is not on the class path: the build is broken");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalStateException(name, e);
        }
    }
}
