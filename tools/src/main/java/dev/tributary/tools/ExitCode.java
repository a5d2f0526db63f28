package dev.tributary.tools;

/** What every command tells the script that started it. */
public final class ExitCode {

    public static final int OK = 0;

    /** The check failed, or the request was refused. */
    public static final int FAILED = 1;

    /** The command line itself is wrong. */
    public static final int USAGE = 2;

    /** A server could not be reached. */
    public static final int UNREACHABLE = 3;

    private ExitCode() {}
}
