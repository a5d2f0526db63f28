package dev.tributary.definition;

import java.util.regex.Pattern;

/** Names that Avro can have. */
public final class AvroNames {

    private static final Pattern VALID = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

    private AvroNames() {}

    public static boolean isValid(String name) {
        return VALID.matcher(name).matches();
    }

    /** The name with an underscore for what Avro cannot have, which is what Debezium makes of a column's name. */
    public static String valid(String name) {
        String replaced = name.replaceAll("[^A-Za-z0-9_]", "_");
        return isValid(replaced) ? replaced : "_" + replaced;
    }
}
