package io.rdrop.state;

import java.util.List;

/** What is known of a part that was written: the bytes of all its chunks, and a checksum of each. */
record StoredPart(int version, long length, List<Long> checksums) {
    static final StoredPart NONE = new StoredPart(0, 0, List.of());

    static String key(String name, int chunk) {
        return name + "/" + chunk;
    }

    int chunks() {
        return checksums.size();
    }
}
