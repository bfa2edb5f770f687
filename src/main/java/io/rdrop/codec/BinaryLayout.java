package io.rdrop.codec;

/** The bytes of the binary format; docs/records.md has the whole of it. */
final class BinaryLayout {
    static final int MAGIC = 0xd7;
    static final int VERSION = 1;

    static final int NOTHING = 0;
    static final int TABLE = 1;
    static final int TEXT = 2;
    static final int IMAGE = 3;
    static final int FILE = 4;

    static final int HAS_ID = 1;
    static final int HAS_MODEL = 1 << 1;
    static final int HAS_TIME = 1 << 2;
    static final int LABEL_NUMBER = 1 << 3;
    static final int LABEL_NAME = 1 << 4;
    static final int FLOAT32 = 1 << 5;
    static final int CHECKSUM = 1 << 6;
    /** Where {@code input.weights} is set; else the bit must be 0. */
    static final int HAS_WEIGHT = 1 << 7;

    /** The length of a missing category. */
    static final int MISSING = 0xffff;

    private BinaryLayout() {}
}
