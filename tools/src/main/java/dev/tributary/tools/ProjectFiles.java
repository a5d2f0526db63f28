package dev.tributary.tools;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Files of the project that the working directory is in. */
public final class ProjectFiles {

    private static final String HOME = "TRIBUTARY_HOME";

    private ProjectFiles() {}

    /** As {@link #findUpwards}, else below the project that the launching script names. */
    public static Optional<Path> find(Path from, Map<String, String> environment, Path relative) {
        return findUpwards(from, relative)
                .or(() -> Optional.ofNullable(environment.get(HOME))
                        .map(home -> Path.of(home).resolve(relative))
                        .filter(Files::exists));
    }

    /** The path below the given directory, or below the nearest one above it where it exists. */
    public static Optional<Path> findUpwards(Path from, Path relative) {
        for (@Nullable Path directory = from.toAbsolutePath().normalize();
                directory != null;
                directory = directory.getParent()) {
            Path candidate = directory.resolve(relative);
            if (Files.exists(candidate)) {
                return Optional.of(candidate);
            }
        }
        return Optional.empty();
    }
}
