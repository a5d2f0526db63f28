package dev.tributary.localstack;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Has JVMs of the stack show their metrics to Prometheus: by the JMX agent, with the rules that the containers have, too, or
 * by what they bring for it. Safe for use by several threads.
 */
final class MetricsAgent {

    /** Where each of them is looked for first; those of further instances follow. */
    private static final Map<Part, Integer> CONVENTIONAL =
            Map.of(Part.KAFKA, 9404, Part.CONNECT, 9405, Part.APPLICATION, 9406, Part.REGISTRY, 9000);

    /** Those that show their metrics themselves, and the variable that says at which port. */
    private static final Map<Part, String> OWN = Map.of(Part.REGISTRY, "QUARKUS_MANAGEMENT_PORT");

    private final Path agent;
    private final Map<Part, Path> rules;
    private final boolean conventionalPorts;
    private final Map<ServerName, Integer> ports = new ConcurrentHashMap<>();

    MetricsAgent(Project project, boolean conventionalPorts) {
        this.agent = project.metricsAgent();
        this.rules = project.metricsRules();
        this.conventionalPorts = conventionalPorts;
    }

    /** The same with the agent, if it is a JVM whose metrics are wanted. */
    Launch observed(Launch launch) {
        Part part = launch.name().part();
        if (!rules.containsKey(part) && !OWN.containsKey(part)) {
            return launch;
        }
        int port = ports.computeIfAbsent(launch.name(), this::choose);
        Map<String, String> environment = new HashMap<>(launch.environment());
        List<String> command = launch.command();
        if (OWN.containsKey(part)) {
            environment.put(OWN.get(part), Integer.toString(port));
        } else {
            environment.put(
                    "JAVA_TOOL_OPTIONS", "\"-javaagent:%s=127.0.0.1:%d:%s\"".formatted(agent, port, rules.get(part)));
            command = JavaCommand.withoutClassArchive(command);
        }
        return new Launch(
                launch.name(), command, environment, launch.log(), launch.stopSignal(), launch.grace(), launch.check());
    }

    private int choose(ServerName server) {
        int preferred = CONVENTIONAL.getOrDefault(server.part(), 0) + server.number() - 1;
        return conventionalPorts ? Ports.freePort(preferred) : Ports.freePort();
    }

    /** The process is not started any more. */
    void forget(ServerName server) {
        ports.remove(server);
    }

    /** Host and port of the metrics of all processes of a part. */
    List<String> targets(Part part) {
        Map<Integer, String> targets = new TreeMap<>();
        ports.forEach((server, port) -> {
            if (server.part() == part) {
                targets.put(server.number(), "127.0.0.1:" + port);
            }
        });
        return List.copyOf(targets.values());
    }

    /** If there is one. */
    static List<String> targets(Optional<MetricsAgent> agent, Part part) {
        return agent.map(known -> known.targets(part)).orElse(List.of());
    }
}
