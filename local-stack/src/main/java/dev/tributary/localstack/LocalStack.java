package dev.tributary.localstack;

import dev.tributary.tools.Endpoints;
import dev.tributary.tools.definition.View;
import dev.tributary.tools.generate.DataSet;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The running pipeline. Everything is up when {@link #start} returns, and gone when {@link #close} does; it also goes when
 * this JVM ends, however it ends.
 */
public final class LocalStack implements AutoCloseable {

    /** How often other ports are tried when one was taken between its choice and its use. */
    private static final int ATTEMPTS = 3;

    private final Project project;
    private final LocalStackOptions options;
    private final DataDirectory directory;
    private final DataSetFiles files;
    private final Secrets secrets;
    private final Predecessors notes;
    private final Leash leash;
    private final Optional<MetricsAgent> metrics;
    private final Thread hook = new Thread(this::close, "stop-local-stack");

    private volatile Processes processes;
    private Ports ports;
    private Duration startup = Duration.ZERO;
    private volatile boolean published;
    private volatile boolean closed;

    private LocalStack(Project project, LocalStackOptions options, DataDirectory directory) {
        this.project = project;
        this.options = options;
        this.directory = directory;
        this.files = new DataSetFiles(options.dataSet(), options.reporting(), project, directory);
        this.secrets = Secrets.in(directory.secrets());
        this.notes = new Predecessors(directory.processes());
        this.leash = Leash.in(directory.config(), directory.root());
        this.processes = new Processes(leash, notes, options.listener());
        this.ports = choosePorts();
        this.metrics = options.metrics()
                ? Optional.of(new MetricsAgent(project, options.conventionalPorts()))
                : Optional.empty();
    }

    /**
     * Starts everything and waits until it works.
     *
     * @throws StackException if something does not, with what it said last; no process is left behind
     */
    public static LocalStack start(LocalStackOptions options) throws InterruptedException {
        Project project = Project.find();
        DataDirectory directory = options.data()
                .map(DataDirectory::open)
                .orElseGet(
                        () -> DataDirectory.temporary(options.temporaryUnder().orElse(null)));
        try {
            directory.claim(options.dataSet());
        } catch (StackException e) {
            directory.close();
            throw e;
        }
        LocalStack stack = new LocalStack(project, options, directory);
        Runtime.getRuntime().addShutdownHook(stack.hook);
        try {
            stack.startAll();
            return stack;
        } catch (IOException e) {
            stack.close();
            throw new StackException("Cannot start: " + e, e);
        } catch (Throwable e) {
            stack.close();
            throw e;
        }
    }

    private void startAll() throws IOException, InterruptedException {
        long start = System.nanoTime();
        notes.awaitGone();
        for (int attempt = 1; ; attempt++) {
            try {
                new StackStart(project, options, directory, secrets, processes, ports, metrics).run();
                break;
            } catch (StackException e) {
                boolean again = attempt < ATTEMPTS && processes.couldNotBind();
                processes.stopAll();
                if (!again) {
                    throw e;
                }
                startAgain();
            }
        }
        if (options.publish()) {
            publish();
        }
        startup = Duration.ofNanos(System.nanoTime() - start);
    }

    /** What the other commands are told. */
    public Endpoints endpoints() {
        Addresses addresses = addresses();
        Endpoints endpoints = Endpoints.none()
                .withPostgres(addresses.postgres())
                .withBootstrapServers(addresses.bootstrapServers())
                .withSchemaRegistry(addresses.schemaRegistry())
                .withConnect(addresses.connect().toString())
                .withHttp(addresses.http().getFirst().toString())
                .withLauncher(ProcessHandle.current().pid());
        Endpoints withReporting = reporting()
                .map(database -> endpoints.withReporting(database.jdbcUrl()))
                .orElse(endpoints);
        return files.ownConnectors()
                .map(connectors -> withReporting.withView(files.view(), connectors))
                .orElse(withReporting);
    }

    /** Unless another stack is running that has published itself. */
    private void publish() {
        Path file = project.endpoints();
        if (Files.exists(file)) {
            Endpoints others = Endpoints.read(file);
            if (others.launcher().isPresent() && !others.isAbandoned()) {
                return;
            }
        }
        endpoints().write(file);
        published = true;
    }

    /** Whether the other commands find this stack by themselves. */
    public boolean isPublished() {
        return published;
    }

    private void unpublish() throws IOException {
        if (published) {
            Files.deleteIfExists(project.endpoints());
        }
    }

    private synchronized void startAgain() {
        if (closed) {
            throw new StackException("The stack is being stopped");
        }
        ports = choosePorts();
        processes = new Processes(leash, notes, options.listener());
    }

    private Ports choosePorts() {
        return options.conventionalPorts() ? Ports.conventional(options.instances()) : Ports.free(options.instances());
    }

    /** Where its parts are; the same until it is closed, whatever is stopped and started in the meantime. */
    public Addresses addresses() {
        return new Addresses(
                Database.shopUrl(ports.postgres(), secrets),
                KafkaBroker.address(ports.kafka()),
                Registry.confluentApi(ports.registry()),
                ConnectWorker.api(ports.connect()),
                ports.http().stream().map(Application::api).toList());
    }

    /** The database that has the view as a table, if there is one, for who keeps and reads it. */
    public Optional<dev.tributary.tools.Postgres> reporting() {
        return options.reporting() ? Optional.of(Database.reporting(ports.reporting(), secrets)) : Optional.empty();
    }

    /** The process of that database. */
    public ServerProcess reportingServer() {
        return process(StackStart.REPORTING);
    }

    /** Whose tables are in its database. */
    public DataSet dataSet() {
        return options.dataSet();
    }

    /** The view that it keeps. */
    public View view() {
        return View.read(files.view());
    }

    /** One part, to be looked at, stopped, killed, paused and started again; the first one if there are several. */
    public ServerProcess process(Part part) {
        return process(ServerName.of(part));
    }

    /** One process, to be looked at, stopped, killed, paused and started again. */
    public ServerProcess process(ServerName server) {
        return processes.get(server).orElseThrow(() -> new StackException(server.title() + " was not started"));
    }

    /**
     * Starts a process that is no part of the stack but uses it, and that ends when this JVM does, however it ends.
     *
     * @param environment added to what this JVM has in its own
     * @param log what it says is appended there
     */
    public Companion startBeside(List<String> command, Map<String, String> environment, Path log) throws IOException {
        return Companion.start(leash, command, environment, log);
    }

    /**
     * Starts one more application, and returns when it is ready. It goes with the stack, or by {@link #removeApplication}.
     *
     * @param number that no other application has
     * @param settings environment beside its addresses, {@code TRIBUTARY_…}
     * @return the base of its HTTP API
     */
    public URI addApplication(int number, Map<String, String> settings) throws InterruptedException {
        return add(number, new Application(files, project.applicationClasspath(), settings));
    }

    /** The same, with another heap. */
    public URI addApplication(int number, Map<String, String> settings, int heapMegabytes) throws InterruptedException {
        return add(number, new Application(files, project.applicationClasspath(), settings, heapMegabytes));
    }

    private URI add(int number, Application application) throws InterruptedException {
        int port = Ports.freePort();
        try {
            Launch launch = application.launch(Routes.direct(ports), number, port);
            processes.start(metrics.map(agent -> agent.observed(launch)).orElse(launch));
        } catch (IOException e) {
            throw new StackException("Cannot start one more application: " + e, e);
        }
        return Application.api(port);
    }

    /** Stops an application that was added, and forgets it. */
    public void removeApplication(int number) throws InterruptedException {
        ServerName server = new ServerName(Part.APPLICATION, number);
        processes.remove(server);
        metrics.ifPresent(agent -> agent.forget(server));
    }

    /** Has the connectors run that should: one that has given up, or whose configuration was lost, is started anew. */
    public void awaitCapturing(Duration within) throws InterruptedException {
        Connectors.apply(ConnectWorker.api(ports.connect()), files.connectors(), within);
    }

    /**
     * Has the connectors run for as long as the calling thread is not interrupted: one that gives up is started again.
     *
     * @param notes told, in a line each, what happens
     */
    public void keepCapturing(Consumer<String> notes) throws InterruptedException {
        Connectors.keep(
                ConnectWorker.api(ports.connect()),
                files.connectors(),
                Duration.ofSeconds(60),
                Duration.ofSeconds(5),
                notes);
    }

    /** Host and port of the metrics of each process of a part; none if metrics are not shown. */
    public List<String> metricsOf(Part part) {
        return MetricsAgent.targets(metrics, part);
    }

    /** All parts that were started. */
    public List<ServerProcess> processes() {
        return processes.all();
    }

    /** From the call of {@link #start} until everything was ready. */
    public Duration startup() {
        return startup;
    }

    /** With the data of all parts. */
    public Path directory() {
        return directory.root();
    }

    /** One file for each part. */
    public Path logs() {
        return directory.logs();
    }

    /** Stops everything, in order, and returns when it is gone. */
    @Override
    public void close() {
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
        }
        try {
            unpublish();
            processes.stopAll();
            directory.close();
            if (!Thread.currentThread().equals(hook)) {
                Runtime.getRuntime().removeShutdownHook(hook);
            }
        } catch (InterruptedException e) {
            // The leashes end what is left.
            Thread.currentThread().interrupt();
        } catch (IllegalStateException e) {
            // The JVM is already ending: the hook has nothing more to do.
        } catch (IOException e) {
            throw new StackException("Cannot clean up: " + e, e);
        }
    }
}
