package dev.tributary.localstack.demo;

import dev.tributary.tools.topic.DecodedRecord;
import org.apache.avro.generic.GenericRecord;

/** An enriched order in one line for people. */
final class EnrichedText {

    private EnrichedText() {}

    static String of(DecodedRecord record) {
        return "order " + record.key() + "  "
                + record.value().map(EnrichedText::describe).orElse("deleted");
    }

    private static String describe(GenericRecord order) {
        String what = order.get("quantity") + " × " + order.get("product_name");
        if (order.get("user") instanceof GenericRecord user) {
            return what + " → " + user.get("name") + " <" + user.get("email") + ">";
        }
        return what + " → nobody";
    }
}
