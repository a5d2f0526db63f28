package dev.tributary;

import dev.tributary.config.AppConfig;
import dev.tributary.failure.Causes;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.config.ConfigException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where the process starts: {@code java dev.tributary.Main [configuration file]}.
 *
 * <p>Exit status: 0 after a stop that was asked for, 1 if the application stopped by itself, 2 if it could not start with
 * the settings that it was given.
 */
public final class Main {

    private static final Logger log = LoggerFactory.getLogger(Main.class);

    private Main() {}

    public static void main(String[] args) {
        // Kafka's clients compare names in the default locale, in which a Turkish "i" is none.
        Locale.setDefault(Locale.ROOT);
        System.exit(run(args, System.getenv()));
    }

    static int run(String[] args, Map<String, String> environment) {
        if (args.length > 1) {
            log.error("usage: java dev.tributary.Main [configuration file]");
            return 2;
        }
        log.info("Tributary starts on Java {}", Runtime.version());
        String file = args.length == 1 ? args[0] : environment.getOrDefault("TRIBUTARY_CONFIG", "");
        try {
            return run(AppConfig.load(file.isEmpty() ? null : Path.of(file), environment));
        } catch (ConfigException e) {
            log.error("{}", e.getMessage());
            return 2;
        } catch (Exception e) {
            Optional<ConfigException> setting = Causes.find(e, ConfigException.class);
            if (setting.isPresent()) {
                // Kafka's clients wrap what is wrong with a setting in "failed to create".
                log.error("{}", setting.get().getMessage());
                return 2;
            }
            log.error("stopped: {}", Causes.describe(e), e);
            return 1;
        }
    }

    private static int run(AppConfig config) throws Exception {
        Stop stop = new Stop(Thread.currentThread());
        if (!Signals.handle(stop, "TERM", "INT", "HUP")) {
            Runtime.getRuntime().addShutdownHook(new Thread(stop, "stop"));
        }
        try (Application application = Application.start(config)) {
            stop.closes(application);
            application.awaitStop();
            return 0;
        } catch (Exception e) {
            if (!stop.isRequested()) {
                throw e;
            }
            log.info("stopped before the start was complete: {}", Causes.describe(e), e);
            return 0;
        }
    }

    /** What SIGTERM and Ctrl-C start: interrupts a start that is still waiting, or closes what runs. */
    private static final class Stop implements Runnable {
        private final Thread main;
        private @Nullable Application application;
        private boolean requested;

        Stop(Thread main) {
            this.main = main;
        }

        synchronized void closes(Application running) {
            application = running;
        }

        synchronized boolean isRequested() {
            return requested;
        }

        @Override
        public void run() {
            @Nullable Application running;
            synchronized (this) {
                requested = true;
                running = application;
            }
            log.info("stopping");
            if (running == null) {
                main.interrupt();
            } else {
                running.close();
            }
        }
    }
}
