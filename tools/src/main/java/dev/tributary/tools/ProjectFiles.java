package dev.tributary.tools;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Files of the project that the working directory is in. */
public final class ProjectFiles {

    private ProjectFiles() {}

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
