package dev.tributary.tools.definition;

import dev.tributary.definition.key.Key;
import dev.tributary.definition.key.KeyType;
import dev.tributary.tools.ToolException;

/** A key on the command line. */
public final class KeyArgument {

    private KeyArgument() {}

    /**
     * Reads it.
     *
     * @param name of the option or parameter, for messages
     * @throws ToolException if it is none of the type
     */
    public static Key parse(String name, String text, KeyType type) {
        try {
            return type.parse(text);
        } catch (IllegalArgumentException e) {
            throw ToolException.usage(name + " must be " + type.form() + ", and not " + text);
        }
    }
}
