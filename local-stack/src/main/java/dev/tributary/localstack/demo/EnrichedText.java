package dev.tributary.localstack.demo;

import dev.tributary.tools.topic.DecodedRecord;
import org.apache.avro.generic.GenericRecord;

/** An enriched order in one line for people. */
final class EnrichedText {

    private static final int WIDTH = 160;

    private EnrichedText() {}

    static String of(DecodedRecord record) {
        String text = "order " + record.key() + "  "
                + record.value().map(EnrichedText::describe).orElse("deleted");
        // Whatever is in a value: a terminal would follow it.
        String plain = text.replaceAll("\\p{Cc}", "·");
        return plain.codePointCount(0, plain.length()) <= WIDTH
                ? plain
                : plain.substring(0, plain.offsetByCodePoints(0, WIDTH - 1)) + "…";
    }

    private static String describe(GenericRecord order) {
        String what = order.get("quantity") + " × " + order.get("product_name");
        if (order.get("user") instanceof GenericRecord user) {
            return what + " → " + user.get("name") + " <" + user.get("email") + ">";
        }
        return what + " → nobody";
    }
}
