package dev.tributary.localstack;

import java.nio.ByteBuffer;
import java.util.Base64;

/** Position tokens that no instance has given out, made of one that was. */
final class Tokens {

    private Tokens() {}

    /** The same position, a million records on in every partition. */
    static String later(String position) {
        return changed(position, -1, 1_000_000);
    }

    /** The same position, given out at that time, in seconds since 1970. */
    static String givenOut(String position, long seconds) {
        return changed(position, seconds, 0);
    }

    /** Takes a token apart as PositionToken says how it is made. */
    private static String changed(String position, long seconds, long records) {
        ByteBuffer in = ByteBuffer.wrap(Base64.getUrlDecoder().decode(position));
        ByteBuffer out = ByteBuffer.allocate(256).put(in.get()).putInt(in.getInt());
        long given = number(in);
        writeNumber(out, seconds < 0 ? given : seconds);
        while (in.hasRemaining()) {
            writeNumber(out, number(in) + records);
        }
        byte[] bytes = new byte[out.position()];
        out.flip().get(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static long number(ByteBuffer in) {
        long number = 0;
        for (int shift = 0; ; shift += 7) {
            byte next = in.get();
            number |= (next & 0x7FL) << shift;
            if (next >= 0) {
                return number;
            }
        }
    }

    private static void writeNumber(ByteBuffer out, long number) {
        long rest = number;
        for (; rest > 0x7F; rest >>>= 7) {
            out.put((byte) ((rest & 0x7F) | 0x80));
        }
        out.put((byte) rest);
    }
}
