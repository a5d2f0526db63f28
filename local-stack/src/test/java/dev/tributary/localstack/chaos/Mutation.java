package dev.tributary.localstack.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.localstack.Project;
import java.io.File;
import java.io.IOException;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/**
 * A fault that is put into the application: a piece of the source of one of its classes is replaced, and the class compiled
 * anew. The application itself has no switch for it.
 *
 * @param file under the sources of the application
 * @param original what must be in there just once
 */
record Mutation(String file, String original, String replacement) {

    /** Changes that are older than what is held are let through. */
    static final Mutation NO_GUARD = new Mutation(
            "dev/tributary/enrich/Version.java",
            "return lsn < held.lsn && committedAtMicros <= held.committedAtMicros;",
            "return false;");

    static final Mutation AT_LEAST_ONCE = new Mutation(
            "dev/tributary/enrich/StreamsSettings.java",
            "StreamsConfig.EXACTLY_ONCE_V2",
            "StreamsConfig.AT_LEAST_ONCE");

    /** An order that is deleted stays in the topic. */
    static final Mutation NO_TOMBSTONES = new Mutation(
            "dev/tributary/enrich/BaseRowJoin.java",
            "context.forward(new Record<>(id, null, current.timestamp(), headers), Names.RESULTS);",
            "");

    /** A partition is served once it has caught up, whether or not it is known to be current. */
    static final Mutation NO_LEASE = new Mutation(
            "dev/tributary/view/Lease.java",
            "return start != null && nanoClock.getAsLong() - start < termNanos;",
            "return start != null;");

    static List<Mutation> all() {
        return List.of(NO_GUARD, AT_LEAST_ONCE, NO_TOMBSTONES, NO_LEASE);
    }

    /** The source with the fault in it. */
    String source() throws IOException {
        String source = Files.readString(
                Project.find().root().resolve("streams-app/src/main/java").resolve(file));
        assertThat(source.split(Pattern.quote(original), -1))
                .as("how often %s has: %s. If the code has changed, so must the mutation", file, original)
                .hasSize(2);
        return source.replace(original, replacement);
    }

    /** Puts the class into a folder of classes. */
    void compileInto(Path folder) throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter messages = new StringWriter();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
            boolean compiled = compiler.getTask(
                            messages,
                            files,
                            null,
                            List.of(
                                    "--release",
                                    "21",
                                    "-proc:none",
                                    "-nowarn",
                                    "-d",
                                    folder.toString(),
                                    "-classpath",
                                    classpath()),
                            null,
                            List.of(new Source(file, source())))
                    .call();
            assertThat(compiled).as(messages.toString()).isTrue();
        }
    }

    /** That of the application; unlike a JVM, the compiler takes no folder of jars. */
    private static String classpath() throws IOException {
        List<String> entries = new ArrayList<>();
        for (String entry : Project.find().applicationClasspath().split(File.pathSeparator, -1)) {
            if (entry.endsWith("/*")) {
                try (Stream<Path> jars = Files.list(Path.of(entry).getParent())) {
                    jars.map(Path::toString).forEach(entries::add);
                }
            } else {
                entries.add(entry);
            }
        }
        return String.join(File.pathSeparator, entries);
    }

    private static final class Source extends SimpleJavaFileObject {
        private final String text;

        Source(String file, String text) {
            super(URI.create("string:///" + file), Kind.SOURCE);
            this.text = text;
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return text;
        }
    }
}
