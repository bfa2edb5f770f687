package io.rdrop.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.rdrop.example.RejectionReason;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DecodeMetersTest {
    private MetricsEndpoint endpoint;
    private DecodeMeters meters;

    @BeforeEach
    void acquire() {
        MetricsEndpoint.shutdown();
        endpoint = MetricsEndpoint.acquire("127.0.0.1", 0, 0);
        meters = endpoint.decodeMeters("shop", "0");
    }

    @AfterEach
    void shutDown() {
        MetricsEndpoint.shutdown();
    }

    @Test
    void showsEveryReasonFromTheStart() throws Exception {
        Scraped scraped = Scraped.from(endpoint);
        assertThat(scraped.value("rdrop_records_total{job_name=\"shop\",subtask=\"0\"}"))
                .isZero();
        for (RejectionReason reason : RejectionReason.ofRecords()) {
            assertThat(scraped.value(rejected(reason))).isZero();
        }
    }

    @Test
    void countsRejectedRecordsAsReadToo() throws Exception {
        meters.accepted();
        meters.accepted();
        meters.rejected(RejectionReason.NO_LABEL);

        Scraped scraped = Scraped.from(endpoint);
        assertThat(scraped.value("rdrop_records_total{job_name=\"shop\",subtask=\"0\"}"))
                .isEqualTo(3);
        assertThat(scraped.value(rejected(RejectionReason.NO_LABEL))).isEqualTo(1);
        assertThat(scraped.value(rejected(RejectionReason.NOT_JSON))).isZero();
        assertThat(meters.counts())
                .hasSize(1 + RejectionReason.ofRecords().size())
                .containsEntry("read", 3L)
                .containsEntry("rejected.no-label", 1L)
                .containsEntry("rejected.not-json", 0L);
    }

    @Test
    void countersGoOnFromTheCountsOfAPredecessor() throws Exception {
        meters.accepted();
        meters.rejected(RejectionReason.EMPTY);
        Map<String, Long> counts = meters.counts();
        meters.rejected(RejectionReason.EMPTY); // after the checkpoint: will be read again
        meters.close();

        DecodeMeters restarted = endpoint.decodeMeters("shop", "0");
        restarted.restore(counts);
        restarted.rejected(RejectionReason.EMPTY);

        Scraped scraped = Scraped.from(endpoint);
        assertThat(scraped.value("rdrop_records_total{job_name=\"shop\",subtask=\"0\"}"))
                .isEqualTo(3);
        assertThat(scraped.value(rejected(RejectionReason.EMPTY))).isEqualTo(2);
    }

    @Test
    void restoresAroundACountItDoesNotKnow() {
        meters.restore(Map.of("read", 9L, "rejected.of-another-version", 4L));

        assertThat(meters.counts()).containsEntry("read", 9L).doesNotContainKey("rejected.of-another-version");
    }

    @Test
    void closeRemovesTheSeries() throws Exception {
        meters.close();

        assertThat(Scraped.from(endpoint).names("rdrop_")).isEmpty();
    }

    private static String rejected(RejectionReason reason) {
        return "rdrop_rejected_total{job_name=\"shop\",reason=\"" + reason.code() + "\",subtask=\"0\"}";
    }
}
