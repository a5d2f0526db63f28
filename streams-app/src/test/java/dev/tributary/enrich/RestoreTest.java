package dev.tributary.enrich;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.definition.key.Key;
import dev.tributary.metrics.AppMetrics;
import dev.tributary.offheap.CellHeap;
import dev.tributary.tier.RestoreFailedException;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.utils.Utils;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.processor.StateStoreContext;
import org.apache.kafka.streams.processor.TaskId;
import org.apache.kafka.streams.processor.internals.RecordBatchingStateRestoreCallback;
import org.apache.kafka.streams.test.TestRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Records that cannot be restored: no exception leaves the callback, and the store says which one it was before it is used. Of a
 * joined table, which is shared, the tier is told.
 */
class RestoreTest {

    private static final byte[] KEY = ByteBuffer.allocate(8).putLong(7).array();

    private final InMemorySchemaRegistry registry = new InMemorySchemaRegistry();
    private final RowSerde rows = TestRows.serde(TestRows.USERS);
    private final AppMetrics metrics = new AppMetrics();
    private BaseRowStore baseRows;
    private TestTable table;
    private RecordBatchingStateRestoreCallback restoreBaseRows;
    private final List<Throwable> failures = new ArrayList<>();

    @BeforeEach
    void open(@TempDir Path directory) {
        JoinMemory memory = new JoinMemory(metrics);
        baseRows = Stores.baseRowStore(TestRows.TABLES, registry, memory);
        table = new TestTable(memory, directory);
        table.closing().onFailure(failures::add);
        restoreBaseRows = callbackOf(baseRows, directory);
    }

    @AfterEach
    void close() {
        baseRows.close();
        table.close();
        metrics.close();
    }

    /** The row would be found by its own key, and not by that of the record. */
    @Test
    void aRowOfAnotherKey() {
        table.read(List.of(written(KEY, user(9))));

        assertThat(failure()).isInstanceOf(RestoreFailedException.class).hasMessageContaining("it is of row 9");
    }

    @Test
    void aKeyThatIsTooShort() {
        restoreBaseRows.restoreBatch(List.of(record(5, new byte[] {1, 2, 3}, null)));
        table.read(List.of(written(new byte[] {1, 2, 3}, user(7))));

        assertThatThrownBy(baseRows::beginJoin)
                .isInstanceOf(RestoreFailedException.class)
                .hasMessageContaining("store orders cannot be restored from topic t partition 3 offset 5")
                .hasMessageContaining("its key has 3 bytes, and an integer has 8")
                .hasMessageContaining("docs/operations.md");
        assertThat(failure())
                .isInstanceOf(RestoreFailedException.class)
                .hasMessageContaining("store users-rows cannot be restored from topic test-users partition 0 offset 1")
                .hasMessageContaining("its key has 3 bytes, and an integer has 8");
    }

    @Test
    void noKey() {
        restoreBaseRows.restoreBatch(List.of(record(5, null, null)));
        table.read(List.of(written(null, null)));

        assertThatThrownBy(baseRows::beginJoin).isInstanceOf(RestoreFailedException.class);
        assertThat(failure()).isInstanceOf(RestoreFailedException.class);
    }

    @Test
    void aValueThatCannotBeDecoded() {
        restoreBaseRows.restoreBatch(List.of(record(5, KEY, Utils.utf8("foreign"))));
        table.read(List.of(written(KEY, Arrays.copyOf(user(7), 3))));

        assertThatThrownBy(baseRows::beginJoin).hasMessageContaining("offset 5 key 7");
        assertThat(failure()).hasMessageContaining("offset 1 key 7");
    }

    @Test
    void anotherFormat() {
        byte[] other = user(7);
        other[0] = 2;
        table.read(List.of(written(KEY, other)));

        assertThat(failure())
                .hasMessageContaining("offset 1 key 7")
                .hasMessageContaining("starts with byte 0x02")
                .hasMessageContaining("start the version that wrote it");
    }

    @Test
    void noRoom() {
        Columns large = TestRows.user(7, "x".repeat(CellHeap.maxCellBytes()), "x", 1L);
        table.read(List.of(written(KEY, rows.serializer().serialize("t", new Row(large, new Version(1, 1))))));

        assertThat(failure()).hasMessageContaining("offset 1 key 7");
    }

    @Test
    void whatFollowsIsIgnored() {
        table.read(List.of(written(KEY, user(7)), written(null, null), written(key(9), user(9))));
        table.read(List.of(written(key(9), user(9))));

        assertThat(table.shared().fingerprint(Key.of(7))).isNotEqualTo(Version.NONE);
        assertThat(table.shared().fingerprint(Key.of(9))).isEqualTo(Version.NONE);
        assertThat(failure()).hasMessageContaining("offset 2");
    }

    @Test
    void nothingIsWrongWithWhatTheJoinWrites() {
        table.read(List.of(written(KEY, user(7)), written(KEY, null), written(key(9), user(9))));
        restoreBaseRows.restoreBatch(List.of(record(1, KEY, null)));

        baseRows.beginJoin();
        assertThat(failures).isEmpty();
        assertThat(table.shared().fingerprint(Key.of(7))).isEqualTo(Version.NONE);
        assertThat(table.shared().fingerprint(Key.of(9))).isNotEqualTo(Version.NONE);
    }

    private Throwable failure() {
        assertThat(failures).hasSize(1);
        return failures.getFirst();
    }

    private static TestRecord<byte[], byte[]> written(byte @Nullable [] key, byte @Nullable [] value) {
        return new TestRecord<>(key, value);
    }

    private byte[] user(long id) {
        return rows.serializer()
                .serialize("t", new Row(TestRows.user(id, "Ada", "ada@example.com", 1L), new Version(1, 1)));
    }

    private static byte[] key(long id) {
        return ByteBuffer.allocate(8).putLong(id).array();
    }

    private static ConsumerRecord<byte[], byte[]> record(long offset, byte @Nullable [] key, byte @Nullable [] value) {
        return new ConsumerRecord<>("t", 3, offset, key, value);
    }

    /** Opens a store, and answers what it is restored by. */
    static RecordBatchingStateRestoreCallback callbackOf(StateStore store, Path directory) {
        RecordBatchingStateRestoreCallback[] registered = new RecordBatchingStateRestoreCallback[1];
        StateStoreContext context = (StateStoreContext) Proxy.newProxyInstance(
                RestoreTest.class.getClassLoader(),
                new Class<?>[] {StateStoreContext.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "stateDir" -> directory.toFile();
                    case "taskId" -> new TaskId(0, 3);
                    case "register" -> {
                        registered[0] = (RecordBatchingStateRestoreCallback) arguments[1];
                        yield null;
                    }
                    default -> throw new UnsupportedOperationException(method.getName());
                });
        store.init(context, store);
        return registered[0];
    }
}
