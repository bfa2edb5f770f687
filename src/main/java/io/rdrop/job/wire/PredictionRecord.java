package io.rdrop.job.wire;

/**
 * A prediction as it goes to Kafka.
 *
 * @param key the id of its record, UTF-8; not copied
 * @param value one JSON object; not copied
 * @param isShadow whether it is not the answer, but what somebody else would have answered
 */
public record PredictionRecord(byte[] key, byte[] value, boolean isShadow) {}
