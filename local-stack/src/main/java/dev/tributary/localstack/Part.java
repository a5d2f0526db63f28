package dev.tributary.localstack;

/** The processes of the stack, in the order in which data passes through them. */
public enum Part {
    POSTGRES("PostgreSQL", "postgres"),
    KAFKA("Kafka", "kafka"),
    REGISTRY("schema registry", "registry"),
    CONNECT("Kafka Connect", "connect"),
    /** The Streams application. */
    APPLICATION("application", "application");

    private final String title;
    private final String id;

    Part(String title, String id) {
        this.title = title;
        this.id = id;
    }

    /** What people call it. */
    public String title() {
        return title;
    }

    /** What its files are called. */
    String id() {
        return id;
    }
}
