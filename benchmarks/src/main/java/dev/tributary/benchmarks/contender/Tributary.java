package dev.tributary.benchmarks.contender;

import dev.tributary.localstack.Project;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The application itself, as it is shipped but for what is named.
 *
 * @param settings environment variables {@code TRIBUTARY_…}
 * @param flags of its JVM
 */
public record Tributary(String name, String description, Map<String, String> settings, List<String> flags)
        implements Contender {

    private static final String TIERS = "TRIBUTARY_TIERS";

    /** The join alone, with the settings that it is shipped with. */
    public static Tributary shipped() {
        return new Tributary("tributary", "the application with its own settings", Map.of(), List.of());
    }

    /** The same with the view in the same process. */
    static Tributary withView() {
        return new Tributary(
                "tributary-with-view",
                "the application with the view in the same process",
                Map.of(TIERS, "enrich,view"),
                List.of());
    }

    /** Where an application with {@link #archiveFlags} keeps its loaded classes. */
    public static Path archive(Path project) {
        return project.resolve("benchmarks/target/tributary.jsa");
    }

    /** As the demo and the images start it: the JVM reads the archive at its start, and writes it at its end if there is none. */
    public static List<String> archiveFlags(Path project) {
        return List.of("-XX:+AutoCreateSharedArchive", "-XX:SharedArchiveFile=" + archive(project));
    }

    @Override
    public boolean hasView() {
        return settings.containsKey(TIERS);
    }

    @Override
    public JavaProcess process(Path project, Task task) {
        Map<String, String> environment = new HashMap<>();
        String partitions = Integer.toString(task.partitions());
        environment.put("TRIBUTARY_BOOTSTRAP_SERVERS", task.bootstrap());
        environment.put("TRIBUTARY_SCHEMA_REGISTRY_URL", task.registry());
        environment.put("TRIBUTARY_STATE_DIR", task.stateDir().toString());
        environment.put("TRIBUTARY_ENRICH_APPLICATION_ID", task.group());
        environment.put("TRIBUTARY_VIEW", task.inputs().dataSet().sql(project).toString());
        environment.put("TRIBUTARY_TOPIC_USERS", String.join(",", task.inputs().joined()));
        environment.put("TRIBUTARY_TOPIC_USERS_PARTITIONS", partitions);
        environment.put("TRIBUTARY_TOPIC_ORDERS", task.inputs().orders());
        environment.put("TRIBUTARY_TOPIC_ORDERS_PARTITIONS", partitions);
        environment.put("TRIBUTARY_TOPIC_ENRICHED", task.output());
        environment.put("TRIBUTARY_TOPIC_ENRICHED_PARTITIONS", partitions);
        environment.put("TRIBUTARY_VIEW_APPLICATION_ID", task.group() + "-view");
        environment.put(TIERS, "enrich");
        environment.put("TRIBUTARY_HTTP_PORT", hasView() ? Integer.toString(task.httpPort()) : "-1");
        environment.put("TRIBUTARY_NUM_STREAM_THREADS", Integer.toString(task.threads()));
        environment.putAll(settings);
        String classpath = new Project(project).applicationClasspath();
        return new JavaProcess(flags, classpath, "dev.tributary.Main", List.of(), environment);
    }

    @Override
    public Output output() {
        return Output.JOINED;
    }

    @Override
    public String ready() {
        return "→ RUNNING";
    }

    @Override
    public Optional<String> absence(Path project) {
        return Files.isDirectory(project.resolve("streams-app/target/lib"))
                ? Optional.empty()
                : Optional.of("streams-app is not built");
    }
}
