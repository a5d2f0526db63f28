package dev.tributary.localstack.chaos;

import dev.tributary.localstack.ServerName;
import java.time.Duration;
import java.util.Locale;

/** Something that is done to the stack, some time after the beginning of a round, and that is over some time later. */
sealed interface Fault {

    /** What a connection does not deliver. */
    enum Held {
        REQUESTS("the requests"),
        ANSWERS("the answers"),
        BOTH("requests and answers");

        private final String title;

        Held(String title) {
            this.title = title;
        }

        String title() {
            return title;
        }
    }

    /** When it begins. */
    Duration at();

    /** How long it lasts. A server that was ended needs the time of its start on top of that. */
    Duration length();

    /** What it is done to: no two faults are to be at one place at a time. */
    Object place();

    /** For people, in a few words. */
    String describe();

    /** SIGKILL, and a start once the time is over. */
    record Kill(Duration at, Duration length, ServerName server) implements Fault {
        @Override
        public Object place() {
            return server;
        }

        @Override
        public String describe() {
            return "kill -9 " + server.title() + ", away for " + seconds(length);
        }
    }

    /** A stop as it should be, and a start once the time is over. */
    record Stop(Duration at, Duration length, ServerName server) implements Fault {
        @Override
        public Object place() {
            return server;
        }

        @Override
        public String describe() {
            return "stop " + server.title() + ", away for " + seconds(length);
        }
    }

    /** SIGSTOP, and SIGCONT once the time is over. */
    record Pause(Duration at, Duration length, ServerName server) implements Fault {
        @Override
        public Object place() {
            return server;
        }

        @Override
        public String describe() {
            return "pause " + server.title() + " for " + seconds(length);
        }
    }

    /** Connections are closed, and new ones too. */
    record Cut(Duration at, Duration length, Link link) implements Fault {
        @Override
        public Object place() {
            return link;
        }

        @Override
        public String describe() {
            return "cut " + link.title() + " for " + seconds(length);
        }
    }

    /**
     * What is sent is held back, and delivered once the time is over: like a network that drops packets, which are sent again.
     * Connections stay open, and new ones are accepted.
     */
    record Stall(Duration at, Duration length, Link link, Held held) implements Fault {
        @Override
        public Object place() {
            return link;
        }

        @Override
        public String describe() {
            return "hold back " + held.title() + " of " + link.title() + " for " + seconds(length);
        }
    }

    /** Everything comes so much later, in both directions. */
    record Delay(Duration at, Duration length, Link link, Duration by) implements Fault {
        @Override
        public Object place() {
            return link;
        }

        @Override
        public String describe() {
            return "delay " + link.title() + " by " + by.toMillis() + " ms for " + seconds(length);
        }
    }

    /**
     * The newest records of a partition are appended once more, as a connector without exactly-once would do after a crash.
     *
     * @param records from so many before the end on
     * @param sent so many of them
     */
    record Replay(Duration at, String topic, int partition, int records, int sent) implements Fault {
        @Override
        public Duration length() {
            return Duration.ZERO;
        }

        @Override
        public Object place() {
            return this;
        }

        @Override
        public String describe() {
            return "replay " + sent + " of the newest " + records + " records of " + topic + "-" + partition;
        }
    }

    private static String seconds(Duration duration) {
        return String.format(Locale.ROOT, "%.1f s", duration.toMillis() / 1000.0);
    }
}
