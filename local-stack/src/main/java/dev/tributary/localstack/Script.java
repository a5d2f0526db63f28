package dev.tributary.localstack;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** The shell scripts of this package. */
final class Script {

    private Script() {}

    /**
     * Puts a script where a shell can read it.
     *
     * @return its path
     */
    static Path copyTo(Path folder, String name) throws IOException {
        Path script = folder.resolve(name);
        try (InputStream in = Script.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException(name + " is missing from the classpath");
            }
            Files.copy(in, script, StandardCopyOption.REPLACE_EXISTING);
            return script;
        }
    }
}
