package dev.tributary.benchmarks.run;

import dev.tributary.avro.SchemaRegistry;
import dev.tributary.localstack.LocalStack;
import dev.tributary.localstack.LocalStackOptions;
import dev.tributary.localstack.Part;
import dev.tributary.localstack.Project;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** Broker and registry that all contenders share, and where their files go. */
public final class Servers implements AutoCloseable {

    private static final AtomicInteger RUNS = new AtomicInteger();

    private final LocalStack stack;
    private final Path project;
    private final Cluster cluster;
    private final SchemaRegistry registry;
    private final Path files;

    private Servers(LocalStack stack, Path project) throws IOException {
        this.stack = stack;
        this.project = project;
        this.cluster = new Cluster(stack.addresses().bootstrapServers());
        this.registry = SchemaRegistry.fromConfig(
                Map.of("schema.registry.url", stack.addresses().schemaRegistry()));
        this.files = Files.createDirectories(project.resolve("benchmarks/target/runs"));
    }

    /** Without Connect: change events come from the driver. */
    public static Servers start() throws InterruptedException, IOException {
        Path project = Project.find().root();
        return new Servers(
                LocalStack.start(LocalStackOptions.forTests(project.resolve("benchmarks/target/stacks"))
                        .withoutCapture()
                        .withoutApplication()),
                project);
    }

    public LocalStack stack() {
        return stack;
    }

    public Path project() {
        return project;
    }

    public Cluster cluster() {
        return cluster;
    }

    public String bootstrap() {
        return cluster.bootstrap();
    }

    public SchemaRegistry registry() {
        return registry;
    }

    public long brokerPid() {
        return stack.process(Part.KAFKA).pid();
    }

    /** Logs and state of runs. */
    Path files() {
        return files;
    }

    /** A name that nothing on the broker has yet. */
    public String fresh(String name) {
        return name + "." + RUNS.incrementAndGet() + "-"
                + ProcessHandle.current().pid();
    }

    @Override
    public void close() {
        cluster.close();
        registry.close();
        stack.close();
    }
}
