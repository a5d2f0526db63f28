package dev.tributary.offheap;

import java.io.IOException;
import java.nio.file.Path;

/** A {@link HeapFile} is not as it was written. */
public final class DamagedHeapFileException extends IOException {

    private static final long serialVersionUID = 1;

    DamagedHeapFileException(Path path, String what) {
        super(path + " is damaged: " + what);
    }
}
