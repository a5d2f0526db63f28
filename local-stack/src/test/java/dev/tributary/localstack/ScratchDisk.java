package dev.tributary.localstack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A disk of a size that can be changed, in memory; an ordinary directory where mounting is not allowed. */
final class ScratchDisk implements AutoCloseable {

    private final Path directory;
    private final boolean mounted;

    private ScratchDisk(Path directory, boolean mounted) {
        this.directory = directory;
        this.mounted = mounted;
    }

    static ScratchDisk at(Path directory, int megabytes) throws IOException, InterruptedException {
        Files.createDirectories(directory);
        return new ScratchDisk(
                directory, mount("-t", "tmpfs", "-o", "size=" + megabytes + "m", "tmpfs", directory.toString()));
    }

    Path directory() {
        return directory;
    }

    boolean canBeResized() {
        return mounted;
    }

    void resizeTo(int megabytes) throws IOException, InterruptedException {
        if (!mount("-o", "remount,size=" + megabytes + "m", directory.toString())) {
            throw new IOException("cannot resize " + directory + " to " + megabytes + " MB");
        }
    }

    /** In megabytes, rounded up. */
    int used() throws IOException {
        long bytes = Files.getFileStore(directory).getTotalSpace()
                - Files.getFileStore(directory).getUnallocatedSpace();
        return Math.toIntExact((bytes >> 20) + 1);
    }

    private static boolean mount(String... arguments) throws IOException, InterruptedException {
        return run("mount", arguments);
    }

    private static boolean run(String program, String... arguments) throws IOException, InterruptedException {
        if (!Leash.isOnPath(program)) {
            return false;
        }
        List<String> command = new ArrayList<>(List.of(program));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        return process.waitFor(30, TimeUnit.SECONDS) && process.exitValue() == 0;
    }

    @Override
    public void close() throws IOException {
        try {
            if (mounted && !run("umount", directory.toString())) {
                throw new IOException("cannot unmount " + directory);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted before " + directory + " was unmounted", e);
        }
        DataDirectory.delete(directory);
    }
}
