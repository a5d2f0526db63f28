package dev.tributary.avro;

import java.io.IOException;

/** The value ended, and the payload did not. */
final class BytesLeftException extends IOException {}
