package dev.tributary.localstack.demo;

import dev.tributary.tools.generate.DataSet;
import dev.tributary.tools.topic.DecodedRecord;
import org.apache.avro.generic.GenericRecord;

/** An enriched order in one line for people. */
final class EnrichedText {

    private static final int WIDTH = 160;

    private EnrichedText() {}

    static String of(DataSet dataSet, DecodedRecord record) {
        String text = "order " + record.key() + "  "
                + record.value().map(row -> describe(dataSet, row)).orElse("deleted");
        // Whatever is in a value: a terminal would follow it.
        String plain = text.replaceAll("\\p{Cc}", "·");
        return plain.codePointCount(0, plain.length()) <= WIDTH
                ? plain
                : plain.substring(0, plain.offsetByCodePoints(0, WIDTH - 1)) + "…";
    }

    private static String describe(DataSet dataSet, GenericRecord order) {
        return switch (dataSet) {
            case SHOP -> ofShop(order);
            case INVENTORY -> ofInventory(order);
        };
    }

    private static String ofShop(GenericRecord order) {
        String what = order.get("quantity") + " × " + order.get("product_name");
        if (order.get("user") instanceof GenericRecord user) {
            return what + " → " + user.get("name") + " <" + user.get("email") + ">";
        }
        return what + " → nobody";
    }

    private static String ofInventory(GenericRecord order) {
        Object name = order.get("product") instanceof GenericRecord product ? product.get("name") : "unknown product";
        Object onHand = order.get("on_hand");
        String what = order.get("quantity") + " × " + name + " (" + (onHand == null ? "not" : onHand) + " on hand)";
        if (order.get("customer") instanceof GenericRecord customer) {
            return what + " → " + customer.get("first_name") + " " + customer.get("last_name") + " <"
                    + customer.get("email") + ">";
        }
        return what + " → unknown customer";
    }
}
