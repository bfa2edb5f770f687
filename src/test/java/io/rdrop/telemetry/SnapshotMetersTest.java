package io.rdrop.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SnapshotMetersTest {
    private static final String LABELS = "{job_name=\"shop\",model=\"default\",subtask=\"0\"}";

    private final AtomicLong nowMs = new AtomicLong(100_000);
    private MetricsEndpoint endpoint;

    @BeforeEach
    void acquire() {
        MetricsEndpoint.shutdown();
        endpoint = MetricsEndpoint.acquire("127.0.0.1", 0, 0, () -> Instant.ofEpochMilli(nowMs.get()));
    }

    @AfterEach
    void shutDown() {
        MetricsEndpoint.shutdown();
    }

    @Test
    void showsTheLastVersionAndCountsAll() throws Exception {
        endpoint.snapshotMeters("shop", "0").committed("default", snapshot(3, 90_000));
        endpoint.snapshotMeters("shop", "0").committed("default", snapshot(4, 95_000));

        Scraped scraped = Scraped.from(endpoint);
        assertThat(scraped.value("rdrop_snapshot_version" + LABELS)).isEqualTo(4);
        assertThat(scraped.value("rdrop_snapshots_total" + LABELS)).isEqualTo(2);
    }

    @Test
    void showsWhatIsServedAndCountsWhatIsHeldBack() throws Exception {
        SnapshotMeters meters = endpoint.snapshotMeters("shop", "0");
        meters.committed("default", snapshot(3, 90_000));
        assertThat(Scraped.from(endpoint).value("rdrop_snapshots_held_back_total" + LABELS))
                .isZero();
        meters.committed("default", new SnapshotMeters.Committed(4, 95_000, true, 3, false));
        meters.committed("default", new SnapshotMeters.Committed(5, 99_000, false, 2, true));

        Scraped scraped = Scraped.from(endpoint);
        assertThat(scraped.value("rdrop_snapshots_held_back_total" + LABELS)).isEqualTo(1);
        assertThat(scraped.value("rdrop_latest_version" + LABELS)).isEqualTo(2);
        assertThat(scraped.value("rdrop_latest_pinned" + LABELS)).isEqualTo(1);
    }

    private static SnapshotMeters.Committed snapshot(long version, long createdAtMs) {
        return new SnapshotMeters.Committed(version, createdAtMs, false, version, false);
    }

    @Test
    void ageGrowsBetweenScrapes() throws Exception {
        endpoint.snapshotMeters("shop", "0").committed("default", snapshot(1, 98_500));
        assertThat(Scraped.from(endpoint).value("rdrop_snapshot_age_seconds" + LABELS))
                .isEqualTo(1.5);

        nowMs.addAndGet(60_000);
        assertThat(Scraped.from(endpoint).value("rdrop_snapshot_age_seconds" + LABELS))
                .isEqualTo(61.5);
    }

    @Test
    void closeRemovesTheSeriesAndTheNextMetersStartAnew() throws Exception {
        SnapshotMeters meters = endpoint.snapshotMeters("shop", "0");
        meters.committed("default", snapshot(1, 90_000));
        meters.close();
        meters.committed("default", snapshot(2, 90_000));
        assertThat(Scraped.from(endpoint).names("rdrop_")).isEmpty();

        endpoint.snapshotMeters("shop", "0").committed("default", snapshot(3, 90_000));
        Scraped scraped = Scraped.from(endpoint);
        assertThat(scraped.value("rdrop_snapshot_version" + LABELS)).isEqualTo(3);
        assertThat(scraped.value("rdrop_snapshots_total" + LABELS)).isEqualTo(1);
    }
}
