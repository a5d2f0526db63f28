package dev.tributary.tools.audit;

import dev.tributary.tools.Postgres;
import dev.tributary.tools.connectors.ConnectorFile;
import dev.tributary.tools.definition.View;
import dev.tributary.tools.definition.ViewInDatabase;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What is compared, and how long to wait for it.
 *
 * @param view that is compared
 * @param topic the result of the join
 * @param sourceTopics what the join reads
 * @param slot the connector's replication slot
 * @param reporting a database that has the view as a table, to be compared too
 * @param lakehouse where a Delta table has the view, to be compared too
 * @param group the consumer group of the join, which is also the prefix of its internal topics
 * @param timeout for quiescence and for differences to go away, together
 * @param maxDifferences how many to keep; all are counted
 */
public record AuditSettings(
        View view,
        String topic,
        List<String> sourceTopics,
        String slot,
        Optional<Postgres> reporting,
        Optional<String> lakehouse,
        String group,
        Duration timeout,
        int maxDifferences) {

    public static final String GROUP = "tributary-enrich";
    static final Duration TIMEOUT = Duration.ofSeconds(60);
    static final int MOST_DIFFERENCES = 10;

    public AuditSettings {
        sourceTopics = List.copyOf(sourceTopics);
        if (maxDifferences < 0) {
            throw new IllegalArgumentException("the number of differences to show must not be negative");
        }
    }

    /** Of the view that the project has. */
    public static AuditSettings defaults() {
        return of(View.shipped());
    }

    /** With the names that the application and the connector have if they are given no others. */
    public static AuditSettings of(View view) {
        return new AuditSettings(
                view,
                view.name(),
                view.sourceTopics(),
                ViewInDatabase.SHIPPED_SLOT,
                Optional.empty(),
                Optional.empty(),
                GROUP,
                TIMEOUT,
                MOST_DIFFERENCES);
    }

    /** With the slot and the topics of a connector. */
    public AuditSettings capturedBy(ConnectorFile connector) {
        return new AuditSettings(
                view,
                topic,
                view.tables().stream().map(connector::changeTopic).toList(),
                connector.required("slot.name"),
                reporting,
                lakehouse,
                group,
                timeout,
                maxDifferences);
    }

    public AuditSettings withGroup(String value) {
        return new AuditSettings(view, topic, sourceTopics, slot, reporting, lakehouse, value, timeout, maxDifferences);
    }

    /** With the results in a topic that has not the name of the view. */
    public AuditSettings withTopic(String results) {
        return new AuditSettings(
                view, results, sourceTopics, slot, reporting, lakehouse, group, timeout, maxDifferences);
    }

    public AuditSettings withTimeout(Duration value) {
        return new AuditSettings(view, topic, sourceTopics, slot, reporting, lakehouse, group, value, maxDifferences);
    }

    /** Compares a table in another database too, which has the name of the view. */
    public AuditSettings withReporting(Optional<Postgres> database) {
        return new AuditSettings(view, topic, sourceTopics, slot, database, lakehouse, group, timeout, maxDifferences);
    }
}
