package io.rdrop.job.wire;

import io.rdrop.example.RawRecord;
import io.rdrop.example.SourcePosition;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.util.Collector;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Takes a Kafka record as it is; judging it is the codec's work. */
public final class RawRecordSchema implements KafkaRecordDeserializationSchema<RawRecord> {
    private static final long serialVersionUID = 1L;

    @Override
    public void deserialize(ConsumerRecord<byte[], byte[]> record, Collector<RawRecord> out) {
        out.collect(new RawRecord(
                new SourcePosition(record.topic(), record.partition(), record.offset(), record.timestamp()),
                record.value()));
    }

    @Override
    public TypeInformation<RawRecord> getProducedType() {
        return new BinaryTypeInfo<>(RawRecord.class, new RawRecordFormat());
    }
}
