package dev.tributary.view;

import dev.tributary.config.ViewFile;
import dev.tributary.definition.contract.ViewContract;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.apache.avro.Schema;

/** The view that the application has in itself, with keys of other types, or other names. */
public final class KeyedViews {

    public static final String TEXT = "\"string\"";
    public static final String UUID = "{\"type\":\"string\",\"logicalType\":\"uuid\"}";

    private static final String SQL = "/views/enriched-orders.sql";

    private KeyedViews() {}

    /**
     * Such a view.
     *
     * @param orders type of their keys, in Avro
     * @param users likewise
     */
    public static ViewContract of(String orders, String users) {
        return ViewContract.of(sql(), new Schema.Parser().parse(contract(orders, users)));
    }

    /** Writes the SQL, which is returned, and the contract beside it. */
    public static Path write(Path directory, String orders, String users) throws IOException {
        Path file = Files.writeString(directory.resolve("keyed.sql"), sql());
        Files.writeString(ViewContract.file(file), contract(orders, users));
        return file;
    }

    /**
     * With other names of the joined row, and of the fields that say which change gave a row its columns. The contract has those of before as
     * aliases.
     */
    public static ViewContract renamed() {
        String contract = ViewFile.bundled().schema().toString();
        for (String name : List.of("user", "user_lsn", "user_committed_at", "order_lsn", "order_committed_at")) {
            String now = name.replace("user", "customer").replace("order_", "purchase_");
            contract = contract.replace(
                    "\"name\":\"" + name + "\"", "\"name\":\"" + now + "\",\"aliases\":[\"" + name + "\"]");
        }
        return ViewContract.of(sql().replace("AS \"user\"", "AS customer"), new Schema.Parser().parse(contract));
    }

    /** The first id is that of orders; a blank in it, so that it is not replaced once more. */
    private static String contract(String orders, String users) {
        return ViewFile.bundled()
                .schema()
                .toString()
                .replaceFirst("\"name\":\"id\",\"type\":\"long\"", "\"name\":\"id\",\"type\": " + orders)
                .replace("\"name\":\"id\",\"type\":\"long\"", "\"name\":\"id\",\"type\":" + users)
                .replace(
                        "\"name\":\"user_id\",\"type\":[\"null\",\"long\"]",
                        "\"name\":\"user_id\",\"type\":[\"null\"," + users + "]");
    }

    private static String sql() {
        try (InputStream in = Objects.requireNonNull(KeyedViews.class.getResourceAsStream(SQL))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
