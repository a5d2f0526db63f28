package dev.tributary.avro;

import java.io.IOException;

/** Fills a flat record from the body of a payload. */
interface FlatReader {

    /** As {@link BodyReader#read}; what it leaves in the record when it throws is not defined. */
    void read(byte[] bytes, int start, int end, FlatRecord into) throws IOException;
}
