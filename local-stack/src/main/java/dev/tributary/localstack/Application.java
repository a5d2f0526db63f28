package dev.tributary.localstack;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.GroupState;

/** The Streams application, configured by its environment as in any other place. */
final class Application {

    private static final String GROUP = "tributary-enrich";

    /** Its group alone says too little: after a kill it is stable with the dead member for a while. */
    private static final String RUNNING = "enrich tier: REBALANCING → RUNNING";

    private final DataDirectory directory;
    private final String classpath;
    private final Map<String, String> settings;

    Application(DataDirectory directory, String classpath, Map<String, String> settings) {
        this.directory = directory;
        this.classpath = classpath;
        this.settings = settings;
    }

    Launch launch(Ports ports) {
        Map<String, String> environment = new HashMap<>();
        environment.put("TRIBUTARY_BOOTSTRAP_SERVERS", KafkaBroker.address(ports.kafka()));
        environment.put("TRIBUTARY_SCHEMA_REGISTRY_URL", Registry.confluentApi(ports.registry()));
        environment.put("TRIBUTARY_STATE_DIR", directory.streamsState().toString());
        environment.putAll(settings);
        List<String> command =
                JavaCommand.withHeap(512, directory.temporaryFiles()).main(classpath, "dev.tributary.Main");
        return new Launch(
                Part.APPLICATION,
                command,
                environment,
                directory.log(Part.APPLICATION),
                "TERM",
                Duration.ofSeconds(15),
                log -> log.says(RUNNING) && answers(ports.kafka()));
    }

    /** Its group is stable, that is: it has members, and each has its partitions. */
    private static boolean answers(int kafkaPort) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", KafkaBroker.address(kafkaPort)))) {
            return admin.listGroups().all().get(5, TimeUnit.SECONDS).stream()
                    .filter(group -> group.groupId().equals(GROUP))
                    .anyMatch(group -> group.groupState().equals(Optional.of(GroupState.STABLE)));
        }
    }
}
