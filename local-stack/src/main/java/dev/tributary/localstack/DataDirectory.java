package dev.tributary.localstack;

import dev.tributary.tools.generate.DataSet;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** All files of one stack: data, logs, secrets. Readable by its owner alone, and used by one launcher at a time. */
final class DataDirectory implements AutoCloseable {

    private static final String PREFIX = "tributary-stack-";
    private static final String LOCK = "lock";

    private final Path root;
    private final boolean temporary;
    private final FileChannel channel;

    private DataDirectory(Path root, boolean temporary, FileChannel channel) {
        this.root = root;
        this.temporary = temporary;
        this.channel = channel;
    }

    /** A directory that stays; made if it is not there. */
    static DataDirectory open(Path root) {
        try {
            Path absolute = root.toAbsolutePath().normalize();
            if (Files.exists(absolute) && !Files.isDirectory(absolute)) {
                throw new StackException("Cannot use " + root + " for data: it is not a directory");
            }
            createPrivate(absolute);
            requireOwn(absolute);
            return locked(absolute, false);
        } catch (NoSuchFileException e) {
            throw new StackException("Cannot use " + root + " for data: it cannot be made there", e);
        } catch (IOException e) {
            throw new StackException("Cannot use " + root + " for data: " + e, e);
        }
    }

    private static void requireOwn(Path root) throws IOException {
        if (Files.exists(root.resolve(LOCK))) {
            return;
        }
        try (Stream<Path> children = Files.list(root)) {
            if (children.findAny().isPresent()) {
                throw new StackException(
                        "Cannot use " + root
                                + " for data: it has other files. Name an empty directory, or one that a stack has used before");
            }
        }
    }

    /** A new directory in {@code parent}, or where the system keeps such, that is deleted in the end. */
    static DataDirectory temporary(@Nullable Path parent) {
        try {
            Path folder = (parent == null ? Path.of(System.getProperty("java.io.tmpdir")) : parent).toAbsolutePath();
            Files.createDirectories(folder);
            deleteAbandoned(folder);
            return locked(Files.createTempDirectory(folder, PREFIX), true);
        } catch (IOException e) {
            throw new StackException("Cannot make a directory for data: " + e, e);
        }
    }

    /** What launchers that were killed have left: nobody holds the lock, and none of their processes runs any more. */
    private static void deleteAbandoned(Path folder) throws IOException {
        List<Path> left;
        try (Stream<Path> children = Files.list(folder)) {
            left = children.filter(child -> child.getFileName().toString().startsWith(PREFIX))
                    .filter(child -> Files.isRegularFile(child.resolve(LOCK)) && Files.isWritable(child))
                    .toList();
        }
        for (Path root : left) {
            try (FileChannel channel = FileChannel.open(root.resolve(LOCK), StandardOpenOption.WRITE)) {
                if (tryLock(channel) && new Predecessors(root.resolve("processes")).areGone()) {
                    delete(root);
                }
            }
        }
    }

    private static DataDirectory locked(Path root, boolean temporary) throws IOException {
        FileChannel channel = FileChannel.open(root.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        if (!tryLock(channel)) {
            channel.close();
            throw new StackException(root + " is in use by another stack");
        }
        DataDirectory directory = new DataDirectory(root, temporary, channel);
        for (Path folder : List.of(directory.logs(), directory.config(), directory.temporaryFiles())) {
            createPrivate(folder);
        }
        return directory;
    }

    /** Held until the channel is closed, or this JVM ends. */
    private static boolean tryLock(FileChannel channel) throws IOException {
        try {
            FileLock lock = channel.tryLock();
            return lock != null;
        } catch (OverlappingFileLockException e) {
            return false;
        }
    }

    Path root() {
        return root;
    }

    /**
     * A path below the root, as the servers may name it, whose working directory that is. In their configuration a path must
     * have no comma, which divides lists, and no letter beyond ASCII, since Kafka reads properties as ISO 8859-1.
     */
    Path relative(Path path) {
        return root.relativize(path);
    }

    Path postgres() {
        return postgres(ServerName.of(Part.POSTGRES));
    }

    /** Of one server, if there are several. */
    Path postgres(ServerName server) {
        return root.resolve(server.id());
    }

    Path kafka() {
        return root.resolve("kafka");
    }

    /** @param number of the application */
    Path streamsState(int number) {
        return root.resolve(number == 1 ? "streams-state" : "streams-state-" + number);
    }

    /** Generated again at every start. */
    Path config() {
        return root.resolve("config");
    }

    Path logs() {
        return root.resolve("logs");
    }

    Path log(ServerName server) {
        return logs().resolve(server.id() + ".log");
    }

    /** Of the servers: goes with the directory. */
    Path temporaryFiles() {
        return root.resolve("tmp");
    }

    Path secrets() {
        return root.resolve("secrets.properties");
    }

    /** Names the processes of the last start; the first thing a start looks at. */
    Path processes() {
        return root.resolve("processes");
    }

    /**
     * Marks the directory as one of a data set.
     *
     * @throws StackException if it has data of another one
     */
    void claim(DataSet dataSet) {
        Path file = root.resolve("view");
        try {
            if (Files.exists(file) || Files.exists(postgres())) {
                // Without the file it is of a version that had only this one.
                String view = Files.exists(file) ? Files.readString(file).strip() : DataSet.SHOP.view();
                if (!view.equals(dataSet.view())) {
                    throw new StackException(
                            "Cannot use " + root + " for data: it has those of the view " + view + ", and not of "
                                    + dataSet.view() + ". Name another directory, or the --view that it was made for");
                }
            }
            Files.writeString(file, dataSet.view() + "\n");
        } catch (IOException e) {
            throw new StackException("Cannot use " + root + " for data: " + e, e);
        }
    }

    /** Lets go of the directory, and deletes it if it was temporary. */
    @Override
    public void close() {
        try {
            if (temporary) {
                delete(root);
            }
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static void delete(Path root) throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }

    private static void createPrivate(Path folder) throws IOException {
        Files.createDirectories(
                folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }
}
