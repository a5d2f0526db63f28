package dev.tributary.localstack;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.metadata.storage.Formatter;

/** One broker that is its own controller. */
final class KafkaBroker {

    private static final int NODE = 1;

    private final Project project;
    private final DataDirectory directory;
    private final Path log4j;

    KafkaBroker(Project project, DataDirectory directory, Path log4j) {
        this.project = project;
        this.directory = directory;
        this.log4j = log4j;
    }

    /** Gives an empty directory a cluster id and the features of this version. */
    void format() throws Exception {
        Path data = directory.kafka();
        if (Files.exists(data.resolve("meta.properties"))) {
            return;
        }
        Files.createDirectories(data);
        try (PrintStream silent = new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8)) {
            new Formatter()
                    .setPrintStream(silent)
                    .setClusterId(Uuid.randomUuid().toString())
                    .setNodeId(NODE)
                    .setControllerListenerName("CONTROLLER")
                    .setMetadataLogDirectory(data.toString())
                    .addDirectory(data.toString())
                    .setHasDynamicQuorum(false)
                    .setIgnoreFormatted(true)
                    .run();
        }
    }

    Launch launch(Ports ports, Routes routes) throws IOException {
        Path configuration = directory.config().resolve("kafka.properties");
        Path data = directory.relative(directory.kafka());
        Files.writeString(configuration, properties(ports, data) + listeners(ports, routes));
        List<String> command = new ArrayList<>(List.of(
                "/bin/sh",
                project.kafkaStartScript().toString(),
                directory.kafka().toString(),
                directory.temporaryFiles().resolve("controller.log").toString(),
                address(ports.controller())));
        command.addAll(JavaCommand.withHeap(512, directory.temporaryFiles())
                .classArchive(project.classArchive(Part.KAFKA))
                .log4j(log4j)
                .main(project.kafkaClasspath(), "kafka.Kafka", configuration.toString()));
        return new Launch(
                ServerName.of(Part.KAFKA),
                List.copyOf(command),
                Map.of(),
                directory.log(ServerName.of(Part.KAFKA)),
                "TERM",
                Duration.ofSeconds(15),
                log -> answers(ports.kafka()));
    }

    static String address(int port) {
        return "127.0.0.1:" + port;
    }

    /** A broker that takes requests but is not registered yet does not count. */
    private static boolean answers(int port) throws Exception {
        if (!Ports.accepts(port)) {
            return false;
        }
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", address(port)))) {
            return admin.describeCluster().nodes().get(5, TimeUnit.SECONDS).size() == 1;
        }
    }

    /** Those of single clients, if there are any: behind the lines that they replace, since the last one of a key counts. */
    private static String listeners(Ports ports, Routes routes) {
        if (routes.listeners().isEmpty()) {
            return "";
        }
        StringBuilder listeners = new StringBuilder("listeners=PLAINTEXT://%s,CONTROLLER://%s"
                .formatted(address(ports.kafka()), address(ports.controller())));
        StringBuilder advertised = new StringBuilder("advertised.listeners=PLAINTEXT://" + address(ports.kafka()));
        StringBuilder protocols =
                new StringBuilder("listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT");
        StringBuilder threads = new StringBuilder();
        routes.listeners().forEach((client, listener) -> {
            String name = client.part().name() + "_" + client.number();
            listeners.append(",").append(name).append("://").append(address(listener.port()));
            advertised.append(",").append(name).append("://").append(address(listener.advertised()));
            protocols.append(",").append(name).append(":PLAINTEXT");
            threads.append("listener.name.%s.num.network.threads=1%n".formatted(name.toLowerCase(Locale.ROOT)));
        });
        return "%n# A listener for each client that is reached through something else%n%s%n%s%n%s%ninter.broker.listener.name=PLAINTEXT%n%s"
                .formatted(listeners, advertised, protocols, threads);
    }

    static String properties(Ports ports, Path data) {
        return """
                process.roles=broker,controller
                node.id=%1$d
                listeners=PLAINTEXT://127.0.0.1:%2$d,CONTROLLER://127.0.0.1:%3$d
                advertised.listeners=PLAINTEXT://127.0.0.1:%2$d
                listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT
                controller.listener.names=CONTROLLER
                controller.quorum.voters=%1$d@127.0.0.1:%3$d
                log.dirs=%4$s

                # There is one broker.
                default.replication.factor=1
                min.insync.replicas=1
                offsets.topic.replication.factor=1
                transaction.state.log.replication.factor=1
                transaction.state.log.min.isr=1
                share.coordinator.state.topic.replication.factor=1
                share.coordinator.state.topic.min.isr=1

                # Every topic is made by somebody who says how.
                auto.create.topics.enable=false
                num.partitions=4

                # Small, for a quick start: the defaults are made for clusters.
                offsets.topic.num.partitions=4
                transaction.state.log.num.partitions=4
                share.coordinator.state.topic.num.partitions=4
                log.index.size.max.bytes=1048576
                group.initial.rebalance.delay.ms=0

                # The partitions of an instance that is killed are taken over soon.
                group.min.session.timeout.ms=1000
                transaction.abort.timed.out.transaction.cleanup.interval.ms=1000
                """.formatted(NODE, ports.kafka(), ports.controller(), data);
    }
}
