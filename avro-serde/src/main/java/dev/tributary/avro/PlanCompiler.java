package dev.tributary.avro;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntConsumer;
import org.apache.avro.Resolver;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes a {@link Plan} of what Avro's own resolution of two schemas says, so that the two cannot differ in what they take
 * for what.
 */
final class PlanCompiler {

    private static final Logger LOG = LoggerFactory.getLogger(PlanCompiler.class);

    /** Records are inlined wherever they are used, and a schema that uses them over and over grows without bounds. */
    private static final int MOST_FIELDS = 5_000;

    private final List<String> refusals = new ArrayList<>();

    /** The writer's records around what is being skipped. */
    private final Set<String> around = new HashSet<>();

    private int[] code = new int[256];
    private int size;
    private int fields;

    private PlanCompiler() {}

    /**
     * A plan that reads what the writer wrote; empty for what only Avro's resolver can read: a writer schema that is
     * recursive where it is to be skipped, or huge; arrays of what takes no bytes; and fields that the writer lacks, with
     * a default other than null.
     *
     * @throws org.apache.avro.AvroRuntimeException if the two schemas cannot be compared at all
     */
    static Optional<Plan> compile(Schema writer, FlatSchema reader) {
        PlanCompiler compiler = new PlanCompiler();
        try {
            compiler.read(Resolver.resolve(writer, reader.reader(), new GenericData()), reader.root());
        } catch (NotCovered e) {
            LOG.info(
                    "{} as {} is read the slow way, through Avro's resolver: {}",
                    writer.getFullName(),
                    reader.reader().getFullName(),
                    e.getMessage());
            return Optional.empty();
        }
        return Optional.of(
                new Plan(Arrays.copyOf(compiler.code, compiler.size), compiler.refusals.toArray(String[]::new)));
    }

    private void read(Resolver.Action action, FlatSchema.Node node) {
        switch (action.type) {
            case DO_NOTHING, PROMOTE -> readLeaf(action, node);
            case RECORD -> readRecord((Resolver.RecordAdjust) action, (FlatSchema.Group) node);
            case READER_UNION -> read(((Resolver.ReaderUnion) action).actualAction, node);
            case WRITER_UNION -> {
                Resolver.Action[] branches = ((Resolver.WriterUnion) action).actions;
                branches(action.writer, branch -> read(branches[branch], node));
            }
            case ERROR -> {
                emit(Plan.REFUSE, refusals.size());
                refusals.add(action.toString());
            }
            default -> throw new NotCovered("there is no instruction for " + action.type);
        }
    }

    private void readLeaf(Resolver.Action action, FlatSchema.Node node) {
        Schema.Type written = action.writer.getType();
        if (written == Schema.Type.NULL) {
            return; // a leaf or a record, and null it is until something is found
        }
        int leaf = ((FlatSchema.Leaf) node).index();
        Schema.Type read = action.reader.getType();
        boolean isWidened = written == Schema.Type.INT && read == Schema.Type.LONG;
        if (written != read && !isWidened) {
            throw new NotCovered(written + " is read as " + read);
        }
        switch (written) {
            case INT -> emit(Plan.READ_INT, leaf);
            case LONG -> emit(Plan.READ_LONG, leaf);
            case FLOAT -> emit(Plan.READ_FLOAT, leaf);
            case DOUBLE -> emit(Plan.READ_DOUBLE, leaf);
            case BOOLEAN -> emit(Plan.READ_BOOLEAN, leaf);
            case STRING, BYTES -> emit(Plan.READ_TEXT, leaf);
            default -> throw new NotCovered("there is no instruction for " + written);
        }
    }

    private void readRecord(Resolver.RecordAdjust record, FlatSchema.Group group) {
        if (Arrays.stream(record.defaults).anyMatch(value -> value != null)) {
            throw new NotCovered(record.writer.getFullName() + " lacks a field whose default is not null");
        }
        if (group.index() >= 0) {
            emit(Plan.ENTER, group.index());
        }
        int field = 0;
        for (Resolver.Action action : record.fieldActions) {
            if (action instanceof Resolver.Skip) {
                skip(action.writer);
            } else {
                read(action, group.fields().get(record.readerOrder[field].pos()));
                field++;
            }
        }
    }

    private void skip(Schema schema) {
        fields++;
        if (fields > MOST_FIELDS) {
            throw new NotCovered("it has more than " + MOST_FIELDS + " fields to skip");
        }
        switch (schema.getType()) {
            case NULL -> {}
            case BOOLEAN -> emit(Plan.SKIP_BYTES, 1);
            case FLOAT -> emit(Plan.SKIP_BYTES, Float.BYTES);
            case DOUBLE -> emit(Plan.SKIP_BYTES, Double.BYTES);
            case FIXED -> emit(Plan.SKIP_BYTES, schema.getFixedSize());
            case INT, ENUM -> emit(Plan.SKIP_INT);
            case LONG -> emit(Plan.SKIP_LONG);
            case STRING, BYTES -> emit(Plan.SKIP_TEXT);
            case UNION -> branches(schema, branch -> skip(schema.getTypes().get(branch)));
            case ARRAY -> skipBlocks(schema.getElementType(), false);
            case MAP -> skipBlocks(schema.getValueType(), true);
            case RECORD -> skipRecord(schema);
        }
    }

    private void skipRecord(Schema schema) {
        if (!around.add(schema.getFullName())) {
            throw new NotCovered(schema.getFullName() + " holds itself");
        }
        schema.getFields().forEach(field -> skip(field.schema()));
        around.remove(schema.getFullName());
    }

    private void skipBlocks(Schema element, boolean keys) {
        if (!keys && GenericDatumReader.isZeroByteSchema(element)) {
            throw new NotCovered("elements of an array take no bytes, and Avro limits their number");
        }
        emit(Plan.SKIP_BLOCKS, 0);
        int end = size - 1;
        if (keys) {
            emit(Plan.SKIP_TEXT);
        }
        skip(element);
        code[end] = size;
    }

    /** @param body emits what is to be done with a branch */
    private void branches(Schema union, IntConsumer body) {
        List<Schema> types = union.getTypes();
        if (types.size() == 2 && union.isNullable()) {
            int nullAt = types.get(0).getType() == Schema.Type.NULL ? 0 : 1;
            int beforeNull = size;
            body.accept(nullAt);
            if (size == beforeNull) { // else null is not what the reader expects
                emit(Plan.NULLABLE, nullAt, 0);
                int end = size - 1;
                body.accept(1 - nullAt);
                code[end] = size;
                return;
            }
            size = beforeNull;
        }
        emit(Plan.BRANCH, types.size());
        int table = size;
        emit(new int[types.size()]);
        int[] jumps = new int[types.size()];
        for (int branch = 0; branch < types.size(); branch++) {
            code[table + branch] = size;
            body.accept(branch);
            emit(Plan.JUMP, 0);
            jumps[branch] = size - 1;
        }
        for (int jump : jumps) {
            code[jump] = size;
        }
    }

    private void emit(int... instruction) {
        if (size + instruction.length > code.length) {
            code = Arrays.copyOf(code, 2 * (size + instruction.length));
        }
        System.arraycopy(instruction, 0, code, size, instruction.length);
        size += instruction.length;
    }

    private static final class NotCovered extends RuntimeException {
        NotCovered(String reason) {
            super(reason);
        }
    }
}
