package dev.tributary.benchmarks.contender;

import dev.tributary.benchmarks.workload.DataSet;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The application as another checkout has built it, such as one of an earlier revision.
 *
 * @param checkout whose views it runs, too
 */
public record TributaryBefore(Path checkout) implements Contender {

    private static final Tributary SHIPPED = Tributary.shipped();

    @Override
    public String name() {
        return "tributary-before";
    }

    @Override
    public String description() {
        return "the application of another revision with its own settings";
    }

    @Override
    public JavaProcess process(Path project, Task task) {
        return SHIPPED.process(checkout, task);
    }

    @Override
    public Output output() {
        return SHIPPED.output();
    }

    @Override
    public boolean knows(DataSet dataSet) {
        return Files.exists(dataSet.sql(checkout));
    }

    @Override
    public String ready() {
        return SHIPPED.ready();
    }

    @Override
    public Optional<String> absence(Path project) {
        return SHIPPED.absence(checkout);
    }
}
