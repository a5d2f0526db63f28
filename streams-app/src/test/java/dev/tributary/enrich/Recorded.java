package dev.tributary.enrich;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.DecoderFactory;
import org.jspecify.annotations.Nullable;

/**
 * Change events that Debezium has written, and how the tables stood in the end. {@code RecordChangesIT} of the local stack
 * writes the files and says what is in them.
 *
 * @param rows by order, the columns of the SQL join
 * @param ghosts orders that are not in the database any more, of whose deletion there is no record
 */
record Recorded(List<Event> events, Map<Integer, Schema> schemas, Map<Long, String> rows, Set<Long> ghosts) {

    private static final int SCHEMA_ID = 1;
    private static final int HEADER = 5;

    /**
     * @param value in Base64, null for a tombstone
     * @param read by a snapshot, and not from the log
     * @param epoch counts from 1: how often log positions have begun anew, or the connector was made anew
     */
    record Event(boolean order, long key, @Nullable String value, boolean read, int epoch) {}

    static Recorded load(String name) {
        List<Event> events = new ArrayList<>();
        Map<Integer, Schema> schemas = new HashMap<>();
        Map<Long, String> rows = new TreeMap<>();
        Set<Long> ghosts = new HashSet<>();
        int epoch = 0;
        for (String line : lines(name)) {
            String[] parts = line.split("\t", -1);
            switch (parts[0]) {
                case "epoch" -> epoch++;
                case "schema" -> schemas.put(Integer.valueOf(parts[1]), new Schema.Parser().parse(parts[2]));
                case "users", "orders" ->
                    events.add(new Event(
                            parts[0].equals("orders"),
                            ByteBuffer.wrap(Base64.getDecoder().decode(parts[1]))
                                    .getLong(),
                            parts[2].equals("-") ? null : parts[2],
                            !parts[2].equals("-") && isRead(parts[2], schemas),
                            epoch));
                case "row" -> rows.put(Long.valueOf(parts[1]), line.substring("row\t".length()));
                case "ghost" -> ghosts.add(Long.valueOf(parts[1]));
                default -> {
                    // What was done, for people.
                }
            }
        }
        return new Recorded(events, schemas, rows, ghosts);
    }

    /** An event's value as it would be with the ids of that registry. */
    byte @Nullable [] value(Event event, InMemorySchemaRegistry registry) {
        @Nullable String recorded = event.value();
        if (recorded == null) {
            return null;
        }
        ByteBuffer value = ByteBuffer.wrap(Base64.getDecoder().decode(recorded));
        int id = registry.register("recorded", schemas.get(value.getInt(SCHEMA_ID)));
        return value.putInt(SCHEMA_ID, id).array();
    }

    private static boolean isRead(String value, Map<Integer, Schema> schemas) {
        byte[] bytes = Base64.getDecoder().decode(value);
        Schema schema = schemas.get(ByteBuffer.wrap(bytes).getInt(SCHEMA_ID));
        try {
            GenericRecord envelope = new GenericDatumReader<GenericRecord>(schema)
                    .read(null, DecoderFactory.get().binaryDecoder(bytes, HEADER, bytes.length - HEADER, null));
            return envelope.get("op").toString().equals("r");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> lines(String name) {
        try (InputStream file = Recorded.class.getResourceAsStream("/recordings/" + name + ".txt")) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
