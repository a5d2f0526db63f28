package dev.tributary.enrich;

import dev.tributary.offheap.CellHeap;
import dev.tributary.offheap.CellIndex;
import dev.tributary.tier.Closing;
import dev.tributary.tier.RestoreFailedException;
import dev.tributary.tier.StoreRestore;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.processor.StateStoreContext;
import org.jspecify.annotations.Nullable;

/**
 * A copy of all users, which every partition of the orders has, each encoded as results carry it. A user is named by its
 * cell, which is good until the user is put or removed; 0 is no user.
 *
 * <p>Off the Java heap and begins empty at each start, like {@link OrderStore}; its changelog is a topic of its own. For
 * one thread at a time.
 *
 * <pre>
 *  0  long  id
 *  8  long  fingerprint of the version
 * 16  long  commit time, microseconds since the epoch
 * 24  int   length of the columns (upper 24 bits) and of the provenance (lower 8)
 * 28  field "user" of EnrichedOrder.avsc, then its "user_lsn" and "user_committed_at"
 * </pre>
 */
final class UserStore implements StateStore {

    private static final int ID = 0;
    private static final int FINGERPRINT = 8;
    private static final int COMMITTED_AT = 16;
    private static final int LENGTHS = 24;
    private static final int BODY = 28;

    private final UserRowSerde rows;
    private final JoinMemory memory;
    private final StoreRestore restore;
    private final ByteArrayOutputStream body = new ByteArrayOutputStream(128);
    private final BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(body, null);
    private CellHeap heap;
    private CellIndex users;
    private boolean open;

    @SuppressWarnings("NullAway.Init") // init() is called before anything else
    UserStore(UserRowSerde rows, JoinMemory memory, Closing tier) {
        this.rows = rows;
        this.memory = memory;
        this.restore = new StoreRestore(
                Names.USERS,
                "start the version that wrote it, or have the results computed anew (docs/operations.md)",
                tier,
                this::restore);
    }

    @Override
    public String name() {
        return Names.USERS;
    }

    @Override
    public void init(StateStoreContext context, StateStore root) {
        heap = memory.open(context.stateDir().toPath());
        users = new CellIndex(heap, cell -> heap.getLong(cell, ID));
        open = true;
        context.register(root, restore);
    }

    /**
     * To be called when the state has been restored, before the store is used.
     *
     * @throws RestoreFailedException if it could not be restored
     */
    void requireRestored() {
        restore.requireSuccess();
    }

    private void restore(ConsumerRecord<byte[], byte[]> record) {
        put(StoreRestore.id(record), rows.deserializer().deserialize(record.topic(), record.value()));
    }

    int find(long id) {
        return users.find(id);
    }

    /** @param row null if the user is gone */
    void put(long id, @Nullable Row<User> row) {
        int before = users.find(id);
        if (row == null) {
            users.remove(id);
        } else {
            users.put(id, newCell(id, row));
        }
        if (before != 0) {
            heap.free(before);
        }
    }

    /** The fingerprint of the user's version; {@link Version#NONE} for no user. */
    long fingerprint(int user) {
        return user == 0 ? Version.NONE : heap.getLong(user, FINGERPRINT);
    }

    long committedAtMicros(int user) {
        return heap.getLong(user, COMMITTED_AT);
    }

    int columnsLength(int user) {
        return heap.getInt(user, LENGTHS) >>> 8;
    }

    int provenanceLength(int user) {
        return heap.getInt(user, LENGTHS) & 0xff;
    }

    void readColumns(int user, byte[] to, int at) {
        heap.read(user, BODY, to, at, columnsLength(user));
    }

    void readProvenance(int user, byte[] to, int at) {
        heap.read(user, BODY + columnsLength(user), to, at, provenanceLength(user));
    }

    @Override
    public void close() {
        if (open) {
            open = false;
            memory.close(heap);
        }
    }

    @Override
    public boolean persistent() {
        return false;
    }

    @Override
    public boolean isOpen() {
        return open;
    }

    private int newCell(long id, Row<User> row) {
        body.reset();
        try {
            encoder.writeIndex(1);
            row.columns().writeTo(encoder);
            int columnsLength = body.size();
            encoder.writeIndex(1);
            encoder.writeLong(row.version().lsn());
            encoder.writeIndex(1);
            encoder.writeLong(row.version().committedAtMicros());
            byte[] bytes = body.toByteArray();
            if (bytes.length > CellHeap.maxCellBytes() - BODY) {
                throw new IllegalStateException("user " + id + " has " + bytes.length
                        + " bytes, and the guard lets no row through that is so large");
            }
            int cell = heap.allocate(BODY + bytes.length);
            heap.putLong(cell, ID, id);
            heap.putLong(cell, FINGERPRINT, row.version().fingerprint());
            heap.putLong(cell, COMMITTED_AT, row.version().committedAtMicros());
            heap.putInt(cell, LENGTHS, columnsLength << 8 | (bytes.length - columnsLength));
            heap.write(cell, BODY, bytes, 0, bytes.length);
            return cell;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
