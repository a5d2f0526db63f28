package dev.tributary.enrich;

import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Text of any Unicode plane, sometimes empty, sometimes null. */
final class RandomText {

    private RandomText() {}

    static @Nullable String next(Random random) {
        if (random.nextInt(4) == 0) {
            return null;
        }
        return random.ints(random.nextInt(20), 1, Character.MAX_CODE_POINT + 1)
                .filter(codePoint -> codePoint < Character.MIN_SURROGATE || codePoint > Character.MAX_SURROGATE)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }
}
