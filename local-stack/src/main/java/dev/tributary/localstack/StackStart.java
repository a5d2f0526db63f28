package dev.tributary.localstack;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Brings all parts up on given ports, in parallel as far as they do not need each other. */
final class StackStart {

    /** The PostgreSQL that has the view as a table. */
    static final ServerName REPORTING = new ServerName(Part.POSTGRES, 2);

    private static final Duration CAPTURING = Duration.ofSeconds(60);

    private final Project project;
    private final LocalStackOptions options;
    private final DataDirectory directory;
    private final DataSetFiles files;
    private final Secrets secrets;
    private final Processes processes;
    private final Ports ports;
    private final Routes routes;
    private final Optional<MetricsAgent> metrics;

    StackStart(
            Project project,
            LocalStackOptions options,
            DataDirectory directory,
            Secrets secrets,
            Processes processes,
            Ports ports,
            Optional<MetricsAgent> metrics) {
        this.project = project;
        this.options = options;
        this.directory = directory;
        this.files = new DataSetFiles(options.dataSet(), options.reporting(), project, directory);
        this.secrets = secrets;
        this.processes = processes;
        this.ports = ports;
        this.metrics = metrics;
        this.routes = Routes.of(ports, options.wiring());
    }

    void run() throws IOException, InterruptedException {
        Path log4j = log4j();
        KafkaBroker broker = new KafkaBroker(project, directory, log4j);
        Registry server = new Registry(project, directory, secrets);
        try (Steps steps = new Steps()) {
            CompletableFuture<Void> kafka = steps.step(() -> {
                broker.format();
                start(broker.launch(ports, routes));
            });
            CompletableFuture<Void> database = steps.step(this::startDatabase);
            CompletableFuture<Void> reporting =
                    options.reporting() ? steps.step(this::startReporting) : CompletableFuture.completedFuture(null);
            CompletableFuture<Void> registry = steps.step(() -> start(server.launch(ports, routes)), database);
            if (options.capture()) {
                ConnectWorker worker = new ConnectWorker(project, directory, secrets, log4j);
                CompletableFuture<Void> connect = steps.step(() -> start(worker.launch(ports, routes)), kafka);
                steps.lastStep(this::startCapturing, connect, registry, reporting);
            }
            if (options.application()) {
                for (int number = 1; number <= options.instances(); number++) {
                    int instance = number;
                    steps.lastStep(() -> startApplication(instance), kafka, registry);
                }
            }
            steps.await();
        }
    }

    private void start(Launch launch) throws IOException, InterruptedException {
        processes.start(metrics.map(agent -> agent.observed(launch)).orElse(launch));
    }

    private void startDatabase() throws Exception {
        Database database = startPostgres(ServerName.of(Part.POSTGRES), ports.postgres());
        database.prepareRegistry();
        database.prepareShop(files);
    }

    private void startReporting() throws Exception {
        startPostgres(REPORTING, ports.reporting()).prepareReporting(files.reportingTable());
    }

    private Database startPostgres(ServerName name, int port) throws IOException, InterruptedException {
        Path programs = PostgresBinaries.unpacked(project.postgresArchive(), project.cache());
        Postgres postgres = new Postgres(name, programs, directory, secrets);
        postgres.initialize();
        processes.start(postgres.launch(port));
        return new Database(postgres, secrets, port);
    }

    private void startCapturing() throws SQLException, IOException, InterruptedException {
        long start = System.nanoTime();
        files.deriveConnector(Database.superuser(ports.postgres(), secrets));
        Connectors.apply(ConnectWorker.api(ports.connect()), files.connectors(), CAPTURING);
        options.listener().accept(new Progress.Capturing(Duration.ofNanos(System.nanoTime() - start)));
    }

    private void startApplication(int number) throws IOException, InterruptedException {
        Application application = new Application(files, applicationClasspath(), options.applicationSettings());
        start(application.launch(routes, number, ports.http().get(number - 1)));
    }

    private String applicationClasspath() {
        String built = project.applicationClasspath();
        return options.applicationClasses()
                .map(classes -> classes.toAbsolutePath() + ":" + built)
                .orElse(built);
    }

    private Path log4j() throws IOException {
        Path file = directory.config().resolve("log4j2.properties");
        try (InputStream in = StackStart.class.getResourceAsStream("log4j2.properties")) {
            if (in == null) {
                throw new IllegalStateException("log4j2.properties is missing from the classpath");
            }
            Files.copy(in, file, StandardCopyOption.REPLACE_EXISTING);
        }
        return directory.relative(file);
    }
}
