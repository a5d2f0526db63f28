package dev.tributary.tools.deadletters;

import dev.tributary.tools.EndpointOptions;
import dev.tributary.tools.definition.View;
import dev.tributary.tools.definition.ViewOption;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Where the dead letters are. */
final class DeadLetterOptions {

    @Option(
            names = "--topic",
            paramLabel = "TOPIC",
            defaultValue = "tributary.dead-letters",
            description = "Topic of the dead letters; by default ${DEFAULT-VALUE}.")
    private String topic = "tributary.dead-letters";

    @Mixin
    private final EndpointOptions endpoints = new EndpointOptions();

    String topic() {
        return topic;
    }

    Map<String, Object> kafka() {
        return endpoints.kafka();
    }

    Map<String, Object> registry() {
        return endpoints.registry();
    }

    /** What says which keys the records have; empty where the project's view is meant. */
    Optional<View> named(ViewOption view) {
        return view.named(endpoints);
    }

    DeadLetterTopic read() {
        return DeadLetterTopic.read(kafka(), topic);
    }
}
