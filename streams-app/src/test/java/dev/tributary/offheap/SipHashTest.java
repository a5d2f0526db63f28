package dev.tributary.offheap;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SipHashTest {

    /** Of the paper's appendix A and of its authors' reference implementation: the key and the bytes are 0, 1, 2 … */
    @ParameterizedTest
    @CsvSource({
        "0, 726fdb47dd0e0e31",
        "1, 74f839c593dc67fd",
        "7, ab0200f58b01d137",
        "8, 93f5f5799a932462",
        "15, a129ca6149be45e5"
    })
    void isThatOfItsAuthors(int length, String expected) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) i;
        }
        assertThat(SipHash.of(bytes, 0x0706050403020100L, 0x0f0e0d0c0b0a0908L))
                .isEqualTo(Long.parseUnsignedLong(expected, 16));
    }
}
