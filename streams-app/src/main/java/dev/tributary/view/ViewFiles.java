package dev.tributary.view;

import dev.tributary.definition.contract.ViewContract;
import dev.tributary.definition.key.KeyType;
import dev.tributary.topics.ForeignKeys;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.apache.kafka.common.utils.Utils;
import org.jspecify.annotations.Nullable;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.Status;
import org.rocksdb.WriteOptions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The files of a view's database. Everything in them is in the topic too, so that what is damaged, or was written in
 * another format, is deleted and built anew.
 */
final class ViewFiles {

    private static final Logger log = LoggerFactory.getLogger(ViewFiles.class);

    /** Of keys and values; another one whenever either changes, or what they mean. */
    private static final byte[] FORMAT = {2};

    /** Every entry of the index was true. It is a hint by now, and true ones are good hints; the version before trusts each. */
    private static final byte[] EXACT_INDEX = {1};

    /** A note beside the database's files that they are to be deleted. */
    private static final String DAMAGED = "DAMAGED";

    private ViewFiles() {}

    static RocksDB open(Options options, Path directory, ViewContract view) throws RocksDBException, IOException {
        if (Files.exists(directory.resolve(DAMAGED))) {
            delete(directory, "was found damaged");
        }
        Files.createDirectories(directory);
        try {
            RocksDB rocks = RocksDB.open(options, directory.toString());
            try {
                if (hasOurFormat(rocks, view)) {
                    return rocks;
                }
            } catch (RocksDBException e) {
                rocks.close();
                throw e;
            }
            rocks.close();
            delete(directory, "is of another format, from another version of this application");
        } catch (RocksDBException e) {
            if (!isDamage(e)) {
                throw e;
            }
            delete(directory, "is damaged (" + e.getMessage() + ")");
        }
        Files.createDirectories(directory);
        RocksDB rocks = RocksDB.open(options, directory.toString());
        noteFormat(rocks, view);
        return rocks;
    }

    /** What was written before there was a note of the format has the first one. */
    private static boolean hasOurFormat(RocksDB rocks, ViewContract view) throws RocksDBException {
        byte @Nullable [] format = rocks.get(ViewKeys.format());
        boolean isEmpty = format == null && rocks.get(ViewKeys.position()) == null;
        boolean isOfOneForeignKey =
                format == null || Arrays.equals(format, EXACT_INDEX) || Arrays.equals(format, FORMAT);
        if (isEmpty || (isOfOneForeignKey && view.foreignKeys().size() == 1 && hasIntegersOnly(view))) {
            noteFormat(rocks, view);
            return true;
        }
        return Arrays.equals(format, format(view));
    }

    private static boolean hasIntegersOnly(ViewContract view) {
        return view.keyType() == KeyType.INTEGER
                && ForeignKeys.types(view).stream().allMatch(KeyType.INTEGER::equals);
    }

    /**
     * The names of the foreign keys, with the type of those that are no integers, and at last that of the rows' keys. The version before
     * could have one foreign key, and did not note which.
     */
    private static byte[] format(ViewContract view) {
        List<String> keys = new ArrayList<>();
        view.foreignKeys().forEach(key -> keys.add(key.field().name() + suffix(key.keyType())));
        if (view.keyType() != KeyType.INTEGER) {
            keys.add(suffix(view.keyType()));
        }
        byte[] names = Utils.utf8(String.join(",", keys));
        return ByteBuffer.allocate(FORMAT.length + names.length)
                .put(FORMAT)
                .put(names)
                .array();
    }

    /** No name has a colon. */
    private static String suffix(KeyType type) {
        return type == KeyType.INTEGER ? "" : ":" + type;
    }

    /** Reaches the disk together with the rows that have it. */
    private static void noteFormat(RocksDB rocks, ViewContract view) throws RocksDBException {
        try (WriteOptions unlogged = new WriteOptions().setDisableWAL(true)) {
            rocks.put(unlogged, ViewKeys.format(), format(view));
        }
    }

    /** Whether files are not as they were written, and not whether they could not be used just now. */
    static boolean isDamage(RocksDBException failure) {
        @Nullable Status status = failure.getStatus();
        return status != null
                && (status.getCode() == Status.Code.Corruption
                        || String.valueOf(failure.getMessage()).contains("No such file or directory"));
    }

    /** Has the files deleted by the next start; what is open goes on to use them. */
    static void markDamaged(Path directory) {
        try {
            Files.writeString(directory.resolve(DAMAGED), "To be deleted, and built anew from the topic.\n");
        } catch (IOException e) {
            log.warn("delete {}: it is damaged, and this cannot be noted there ({})", directory, e.toString());
        }
    }

    private static void delete(Path directory, String why) throws IOException {
        log.warn("the view in {} {}: it is deleted, and built anew from the topic", directory, why);
        try (Stream<Path> files = Files.walk(directory)) {
            List<Path> deepestFirst = files.sorted(Comparator.reverseOrder()).toList();
            for (Path file : deepestFirst) {
                Files.deleteIfExists(file);
            }
        } catch (NoSuchFileException e) {
            // Gone already.
        }
    }
}
