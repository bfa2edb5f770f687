package io.rdrop.registry;

import io.rdrop.Public;

/**
 * What a model trained on in one partition, since its parent version or since it began. Other models' records may stand
 * between the offsets.
 *
 * @param topic topic name
 * @param partition partition index
 * @param first offset of the first example trained on
 * @param last offset of the last example trained on
 * @param count examples trained on
 * @param digest {@link OffsetDigest} of their offsets in training order, 64 hexadecimal digits
 */
@Public
public record OffsetRange(String topic, int partition, long first, long last, long count, String digest) {
    public OffsetRange {
        if (partition < 0 || first < 0 || last < 0 || count < 1) {
            throw new IllegalArgumentException("partition, first and last must be >= 0 and count >= 1 but were "
                    + partition + ", " + first + ", " + last + " and " + count + " (topic " + topic + ")");
        }
        Sha256.require("digest of " + topic + "-" + partition, digest);
    }
}
