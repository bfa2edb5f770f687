package io.rdrop.codec;

import io.rdrop.example.Example;

/** Writes examples as records. Not for use by several threads at once. */
interface RecordWriter {
    /** The time of an example that has none: the record then names none. */
    long NO_TIME = Long.MIN_VALUE;

    /** The bytes of a record; an example without a time has {@link #NO_TIME}, and none has a history. */
    byte[] write(Example example);
}
