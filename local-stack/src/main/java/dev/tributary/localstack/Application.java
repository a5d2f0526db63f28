package dev.tributary.localstack;

import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The Streams application, configured by its environment as in any other place. */
final class Application {

    private static final int HEAP_MEGABYTES = 512;

    private final DataSetFiles files;
    private final String classpath;
    private final Map<String, String> settings;
    private final int heapMegabytes;

    Application(DataSetFiles files, String classpath, Map<String, String> settings) {
        this(files, classpath, settings, HEAP_MEGABYTES);
    }

    Application(DataSetFiles files, String classpath, Map<String, String> settings, int heapMegabytes) {
        this.files = files;
        this.classpath = classpath;
        this.settings = settings;
        this.heapMegabytes = heapMegabytes;
    }

    /** Base of its HTTP API. */
    static URI api(int port) {
        return URI.create("http://127.0.0.1:" + port + "/");
    }

    /**
     * @param number of the instance, from 1 on
     * @param port of its HTTP API
     */
    Launch launch(Routes routes, int number, int port) {
        ServerName name = new ServerName(Part.APPLICATION, number);
        DataDirectory directory = files.directory();
        Project project = files.project();
        Map<String, String> environment = new HashMap<>(files.applicationSettings());
        environment.put("TRIBUTARY_BOOTSTRAP_SERVERS", KafkaBroker.address(routes.kafka(name)));
        environment.put("TRIBUTARY_SCHEMA_REGISTRY_URL", Registry.confluentApi(routes.registry(name)));
        environment.put("TRIBUTARY_STATE_DIR", directory.streamsState(number).toString());
        environment.put("TRIBUTARY_HTTP_PORT", Integer.toString(port));
        environment.put("TRIBUTARY_SESSION_TIMEOUT_MS", "3000"); // The broker takes so little.
        environment.putAll(settings);
        JavaCommand java = JavaCommand.withHeap(heapMegabytes, directory.temporaryFiles())
                .flag("--enable-native-access=ALL-UNNAMED");
        // For the first instance only: several that end would write the same file. A class path with folders, which
        // tests put before it, has none.
        if (number == 1 && classpath.equals(project.applicationClasspath())) {
            java.classArchive(project.classArchive(Part.APPLICATION));
        }
        List<String> command = java.main(classpath, "dev.tributary.Main");
        return new Launch(
                name,
                command,
                environment,
                directory.log(name),
                "TERM",
                Duration.ofSeconds(15),
                Launch.httpOk(api(port).resolve("/health/ready")));
    }
}
