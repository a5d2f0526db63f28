package dev.tributary.avro;

/** Tells UTF-8 from other bytes, without decoding it. */
final class Utf8Text {

    private Utf8Text() {}

    /**
     * Whether bytes are what the Unicode standard calls well-formed UTF-8: no surrogates, no code point above U+10FFFF, none
     * in more bytes than it needs, none that is cut off.
     */
    static boolean isValid(byte[] bytes, int start, int length) {
        int end = start + length;
        int at = start;
        while (at < end) {
            int first = bytes[at++];
            if (first >= 0) {
                continue;
            }
            // The bounds of the second byte exclude what is too long, too high or a surrogate.
            int more = 1;
            int lowest = 0x80;
            int highest = 0xbf;
            switch (first & 0xf0) {
                case 0xc0, 0xd0 -> lowest = (first & 0xff) < 0xc2 ? Integer.MAX_VALUE : 0x80;
                case 0xe0 -> {
                    more = 2;
                    lowest = (first & 0xff) == 0xe0 ? 0xa0 : 0x80;
                    highest = (first & 0xff) == 0xed ? 0x9f : 0xbf;
                }
                case 0xf0 -> {
                    more = 3;
                    lowest = (first & 0xff) > 0xf4 ? Integer.MAX_VALUE : (first & 0xff) == 0xf0 ? 0x90 : 0x80;
                    highest = (first & 0xff) == 0xf4 ? 0x8f : 0xbf;
                }
                default -> {
                    return false; // a byte that only goes on
                }
            }
            if (more > end - at || (bytes[at] & 0xff) < lowest || (bytes[at] & 0xff) > highest) {
                return false;
            }
            for (int i = 1; i < more; i++) {
                if ((bytes[at + i] & 0xc0) != 0x80) {
                    return false;
                }
            }
            at += more;
        }
        return true;
    }
}
