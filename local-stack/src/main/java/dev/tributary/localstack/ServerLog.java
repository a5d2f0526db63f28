package dev.tributary.localstack;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * What a server has said since one of its starts.
 *
 * @param file also with what it said before
 * @param from where this start begins
 */
record ServerLog(Path file, long from) {

    private static final int LAST_WORDS = 15;
    private static final int READ_AT_MOST = 64 * 1024;

    /** For a server that starts now. */
    static ServerLog fromNow(Path file) throws IOException {
        return new ServerLog(file, Files.exists(file) ? Files.size(file) : 0);
    }

    /** The last lines, and where the rest is. */
    String lastWords() {
        List<String> all = lines().toList();
        List<String> last = all.subList(Math.max(0, all.size() - LAST_WORDS), all.size());
        return "\n  " + String.join("\n  ", last) + "\nAll of it: " + file;
    }

    boolean says(String text) {
        return lines().anyMatch(line -> line.contains(text));
    }

    /** Whether it could not listen on its port. */
    boolean saysThatItsPortIsTaken() {
        return lines().anyMatch(line -> line.contains("Address already in use")
                || line.contains("Port already bound")
                || line.contains("could not bind"));
    }

    private Stream<String> lines() {
        try (FileChannel log = FileChannel.open(file)) {
            ByteBuffer text = ByteBuffer.allocate(Math.toIntExact(Math.min(log.size() - from, READ_AT_MOST)));
            log.read(text, Math.max(from, log.size() - text.capacity()));
            return new String(text.array(), 0, text.position(), StandardCharsets.UTF_8).lines();
        } catch (IOException e) {
            return Stream.of("(its log cannot be read: " + e + ")");
        }
    }
}
