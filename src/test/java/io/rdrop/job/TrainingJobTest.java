package io.rdrop.job;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.HighAvailabilityOptions;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.junit.jupiter.api.Test;

class TrainingJobTest {
    @Test
    void filesAreLookedAtOnlyWhereThereIsNoStateToHoldThem() {
        Configuration plain = new Configuration();
        Configuration restored = new Configuration();
        restored.set(StateRecoveryOptions.SAVEPOINT_PATH, "s3://bucket/savepoint");
        Configuration available = new Configuration();
        available.set(HighAvailabilityOptions.HA_MODE, "kubernetes");

        assertThat(TrainingJob.startsAnew(plain)).isTrue();
        assertThat(TrainingJob.startsAnew(restored)).isFalse();
        assertThat(TrainingJob.startsAnew(available)).isFalse();
    }
}
