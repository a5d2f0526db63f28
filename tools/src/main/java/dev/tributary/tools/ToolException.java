package dev.tributary.tools;

import org.jspecify.annotations.Nullable;

/** A failure whose message is one line for the person and says what to do. */
public final class ToolException extends RuntimeException {

    private final int exitCode;

    private ToolException(int exitCode, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.exitCode = exitCode;
    }

    public static ToolException failed(String message) {
        return new ToolException(ExitCode.FAILED, message, null);
    }

    public static ToolException failed(String message, Throwable cause) {
        return new ToolException(ExitCode.FAILED, message, cause);
    }

    public static ToolException usage(String message) {
        return new ToolException(ExitCode.USAGE, message, null);
    }

    public static ToolException unreachable(String message) {
        return new ToolException(ExitCode.UNREACHABLE, message, null);
    }

    public static ToolException unreachable(String message, Throwable cause) {
        return new ToolException(ExitCode.UNREACHABLE, message, cause);
    }

    public int exitCode() {
        return exitCode;
    }
}
