package dev.tributary.avro;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.apache.avro.Schema;

/** Makes record schemas of every type, nested a few levels. */
final class RandomSchema {

    private final Random random;
    private int names;
    private int collections;

    RandomSchema(Random random) {
        this.random = random;
    }

    Schema record() {
        return record(3);
    }

    private Schema record(int depth) {
        List<Schema.Field> fields = new ArrayList<>();
        for (int i = 0, count = 1 + random.nextInt(6); i < count; i++) {
            fields.add(new Schema.Field("f" + i, any(depth - 1)));
        }
        return Schema.createRecord("R" + names++, null, "random", false, fields);
    }

    Schema any(int depth) {
        int kinds = depth > 0 ? 14 : 10;
        return switch (random.nextInt(kinds)) {
            case 0 -> Schema.create(Schema.Type.BOOLEAN);
            case 1 -> Schema.create(Schema.Type.INT);
            case 2 -> Schema.create(Schema.Type.LONG);
            case 3 -> Schema.create(Schema.Type.FLOAT);
            case 4 -> Schema.create(Schema.Type.DOUBLE);
            case 5 -> Schema.create(Schema.Type.BYTES);
            case 6 -> Schema.create(Schema.Type.STRING);
            case 7 -> Schema.createFixed("F" + names++, null, "random", 1 + random.nextInt(20));
            case 8 -> Schema.createEnum("E" + names++, null, "random", List.of("A", "B", "C"));
            case 9 -> Schema.create(Schema.Type.NULL);
            case 10 -> Schema.createArray(any(depth - 1));
            case 11 -> Schema.createMap(any(depth - 1));
            case 12 ->
                Schema.createUnion(
                        Schema.create(Schema.Type.NULL),
                        random.nextBoolean() ? Schema.create(Schema.Type.INT) : record(depth - 1));
            default -> record(depth - 1);
        };
    }

    /** Some of the fields, shuffled, under another name, ints widened, and one field that only the reader has. */
    Schema projectionOf(Schema writer) {
        List<Schema.Field> fields = new ArrayList<>();
        for (Schema.Field field : writer.getFields()) {
            if (random.nextInt(3) > 0) {
                fields.add(new Schema.Field(field.name(), projectedType(field.schema())));
            }
        }
        // Not in a collection: see ProjectionTest.cannotAddManyFieldsToTheElementsOfACollection.
        if (collections == 0) {
            fields.add(new Schema.Field("only_read", Schema.create(Schema.Type.LONG), null, 17L));
        }
        Collections.shuffle(fields, random);
        return Schema.createRecord("P" + names++, null, "projected", false, fields);
    }

    private Schema projectedElement(Schema writer) {
        collections++;
        Schema projected = projectedType(writer);
        collections--;
        return projected;
    }

    private Schema projectedType(Schema writer) {
        return switch (writer.getType()) {
            case INT -> Schema.create(Schema.Type.LONG);
            case RECORD -> projectionOf(writer);
            case ARRAY -> Schema.createArray(projectedElement(writer.getElementType()));
            case MAP -> Schema.createMap(projectedElement(writer.getValueType()));
            case UNION ->
                Schema.createUnion(
                        writer.getTypes().stream().map(this::projectedType).toList());
            default -> writer;
        };
    }
}
