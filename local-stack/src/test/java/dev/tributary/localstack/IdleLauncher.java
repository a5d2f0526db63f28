package dev.tributary.localstack;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Starts a stack on a data directory, waits for a first change, writes the pids of its servers to a file, and does nothing until it is killed. */
final class IdleLauncher {

    private IdleLauncher() {}

    public static void main(String[] arguments) throws Exception {
        Path data = Path.of(arguments[0]);
        Path pids = Path.of(arguments[1]);
        LocalStack stack = LocalStack.start(LocalStackOptions.forTests(data.resolveSibling("none"))
                .withData(data)
                .withoutApplication());
        new Cdc(stack.addresses()).readUntil("cdc.public.orders", change -> true);
        List<String> lines = stack.processes().stream()
                .map(process -> Long.toString(process.pid()))
                .toList();
        Path draft = Files.write(pids.resolveSibling(pids.getFileName() + ".draft"), lines);
        Files.move(draft, pids);
        Thread.currentThread().join();
    }
}
