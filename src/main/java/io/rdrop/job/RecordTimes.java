package io.rdrop.job;

import io.rdrop.example.RawRecord;
import java.time.Duration;
import org.apache.flink.api.common.eventtime.TimestampAssigner;
import org.apache.flink.api.common.eventtime.TimestampAssignerSupplier;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.common.eventtime.WatermarkAlignmentParams;
import org.apache.flink.api.common.eventtime.WatermarkGenerator;
import org.apache.flink.api.common.eventtime.WatermarkGeneratorSupplier;
import org.apache.flink.api.common.eventtime.WatermarkOutput;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.util.clock.RelativeClock;

/**
 * How far each partition has come, by Kafka's timestamps. One that brings nothing for a while says that it has come to
 * its last record, and is not waited for; time in which nobody asks it for more does not count.
 *
 * @param idle how long a while is
 * @param ahead how far one may be ahead of the others, which its records wait for
 */
record RecordTimes(Duration idle, Duration ahead) implements WatermarkStrategy<RawRecord> {
    private static final String GROUP = "events-and-labels";
    private static final Duration COMPARED_EVERY = Duration.ofMillis(200);

    @Override
    public WatermarkGenerator<RawRecord> createWatermarkGenerator(WatermarkGeneratorSupplier.Context context) {
        return new Generator(context.getInputActivityClock(), idle.toNanos());
    }

    @Override
    public TimestampAssigner<RawRecord> createTimestampAssigner(TimestampAssignerSupplier.Context context) {
        return (record, before) -> record.position().timestampMs();
    }

    @Override
    public WatermarkAlignmentParams getAlignmentParameters() {
        return new WatermarkAlignmentParams(ahead.toMillis(), GROUP, COMPARED_EVERY.toMillis());
    }

    private static final class Generator implements WatermarkGenerator<RawRecord> {
        private final RelativeClock clock;
        private final long idleNanos;
        private long latestMs = Long.MIN_VALUE;
        private long activeNanos;

        Generator(RelativeClock clock, long idleNanos) {
            this.clock = clock;
            this.idleNanos = idleNanos;
            activeNanos = clock.relativeTimeNanos();
        }

        @Override
        public void onEvent(RawRecord record, long timestampMs, WatermarkOutput output) {
            latestMs = Math.max(latestMs, timestampMs);
            activeNanos = clock.relativeTimeNanos();
        }

        @Override
        public void onPeriodicEmit(WatermarkOutput output) {
            boolean idle = clock.relativeTimeNanos() - activeNanos >= idleNanos;
            if (latestMs > Long.MIN_VALUE) {
                output.emitWatermark(new Watermark(idle ? latestMs : latestMs - 1)); // more may come of the same time
            }
            if (idle) {
                output.markIdle();
            }
        }
    }
}
