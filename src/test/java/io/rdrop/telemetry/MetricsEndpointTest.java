package io.rdrop.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.rdrop.example.TaskTerms;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MetricsEndpointTest {
    private static final String HOST = "127.0.0.1";

    @BeforeEach
    @AfterEach
    void shutDown() {
        MetricsEndpoint.shutdown();
    }

    @Test
    void secondCallerSharesTheFirstOnesEndpoint() {
        MetricsEndpoint first = MetricsEndpoint.acquire(HOST, 0, 0);

        assertThat(MetricsEndpoint.acquire(HOST, 1, 1)).isSameAs(first);
        assertThat(MetricsEndpoint.current()).isSameAs(first);
    }

    @Test
    void takesTheNextPortWhereTheFirstIsTaken() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int first = taken.getLocalPort();
            int last = Math.min(first + 20, 65_535);

            MetricsEndpoint endpoint = MetricsEndpoint.acquire(HOST, first, last);

            assertThat(endpoint.port()).isGreaterThan(first).isLessThanOrEqualTo(last);
            assertThat(Scraped.get(endpoint, "/health", "*/*").body()).isEqualTo("ok\n");
        }
    }

    @Test
    void goesOnUnservedWhereNoPortIsFree() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            MetricsEndpoint endpoint = MetricsEndpoint.acquire(HOST, taken.getLocalPort(), taken.getLocalPort());

            assertThat(endpoint.port()).isEqualTo(-1);
            assertThat(endpoint.uri()).isNull();
            assertThatCode(() -> endpoint.learnerMeters("shop", "0", TaskTerms.CLASSES)
                            .record(Reports.applied("default", 32)))
                    .doesNotThrowAnyException();
            assertThat(MetricsEndpoint.acquire(HOST, 0, 0)).isSameAs(endpoint);
        }
    }

    @Test
    void goesOnUnservedWhereTheHostIsNotThisMachines() {
        assertThat(MetricsEndpoint.acquire("192.0.2.1", 0, 0).port()).isEqualTo(-1);
    }

    @Test
    void goesOnUnservedWhereTheHostIsUnknown() {
        assertThat(MetricsEndpoint.acquire("no-such-host.invalid", 0, 0).port()).isEqualTo(-1);
    }

    @Test
    void shutdownFreesThePortForTheNextEndpoint() throws Exception {
        MetricsEndpoint first = MetricsEndpoint.acquire(HOST, 0, 0);
        first.learnerMeters("shop", "0", TaskTerms.CLASSES).record(Reports.applied("default", 32));
        int port = first.port();
        assertThat(Scraped.from(first).names("rdrop_")).isNotEmpty();

        MetricsEndpoint.shutdown();
        assertThat(MetricsEndpoint.current()).isNull();

        MetricsEndpoint second = MetricsEndpoint.acquire(HOST, port, port);
        assertThat(second).isNotSameAs(first);
        assertThat(second.port()).isEqualTo(port);
        assertThat(Scraped.from(second).names("rdrop_")).isEmpty();
    }

    @Test
    void metersOutliveAShutdownWithoutHarm() {
        LearnerMeters meters = MetricsEndpoint.acquire(HOST, 0, 0).learnerMeters("shop", "0", TaskTerms.CLASSES);
        meters.record(Reports.applied("default", 32));
        MetricsEndpoint.shutdown();

        assertThatCode(() -> {
                    meters.record(Reports.applied("default", 32));
                    meters.record(Reports.applied("another", 32));
                    meters.close();
                })
                .doesNotThrowAnyException();
    }

    @Test
    void shutdownWithoutAnEndpointDoesNothing() {
        assertThatCode(MetricsEndpoint::shutdown).doesNotThrowAnyException();
    }

    @Test
    void unservedEndpointHasNoPortAndDoesNotKeepAnotherFromBeingServed() {
        MetricsEndpoint unserved = MetricsEndpoint.unserved();
        assertThat(unserved.port()).isEqualTo(-1);
        assertThat(unserved.uri()).isNull();
        assertThat(MetricsEndpoint.unserved()).isSameAs(unserved);
        assertThat(MetricsEndpoint.current()).isSameAs(unserved);

        MetricsEndpoint served = MetricsEndpoint.acquire(HOST, 0, 0);
        assertThat(served.port()).isPositive();
        assertThat(MetricsEndpoint.current()).isSameAs(served);
    }

    @Test
    void servesPrometheusTextUnlessOpenMetricsIsAccepted() throws Exception {
        MetricsEndpoint endpoint = MetricsEndpoint.acquire(HOST, 0, 0);
        DecodeMeters meters = endpoint.decodeMeters("shop", "0"); // the registry does not keep what it counts alive
        meters.accepted();

        HttpResponse<String> plain = Scraped.get(endpoint, "/metrics", "text/plain");
        assertThat(plain.statusCode()).isEqualTo(200);
        assertThat(plain.headers().firstValue("Content-Type")).hasValue("text/plain; version=0.0.4; charset=utf-8");
        assertThat(plain.body())
                .contains(
                        "# TYPE rdrop_records_total counter\n",
                        "rdrop_records_total{job_name=\"shop\",subtask=\"0\"} 1.0\n")
                .doesNotContain("# EOF");

        HttpResponse<String> open =
                Scraped.get(endpoint, "/metrics", "application/openmetrics-text;version=1.0.0,text/plain;q=0.5");
        assertThat(open.headers().firstValue("Content-Type"))
                .hasValue("application/openmetrics-text; version=1.0.0; charset=utf-8");
        assertThat(open.body())
                .contains(
                        "# TYPE rdrop_records counter\n", "rdrop_records_total{job_name=\"shop\",subtask=\"0\"} 1.0\n")
                .endsWith("# EOF\n");
        meters.close();
    }

    @Test
    void refusesOtherPathsAndMethods() throws Exception {
        MetricsEndpoint endpoint = MetricsEndpoint.acquire(HOST, 0, 0);

        assertThat(Scraped.get(endpoint, "/metricsx", "*/*").statusCode()).isEqualTo(404);
        assertThat(Scraped.get(endpoint, "/", "*/*").statusCode()).isEqualTo(404);
        assertThat(Scraped.send(endpoint, "POST", "/metrics", "*/*").statusCode())
                .isEqualTo(405);
        HttpResponse<String> head = Scraped.send(endpoint, "HEAD", "/metrics", "*/*");
        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(head.body()).isEmpty();
    }

    @Test
    void serverKeepsNoJvmAlive() throws Exception {
        MetricsEndpoint endpoint = MetricsEndpoint.acquire(HOST, 0, 0);
        assertThat(Scraped.get(endpoint, "/health", "*/*").statusCode()).isEqualTo(200);

        assertThat(Thread.getAllStackTraces().keySet().stream()
                        .filter(thread -> thread.getName().startsWith("HTTP-Dispatcher")
                                || thread.getName().startsWith("rdrop-metrics")))
                .isNotEmpty()
                .allMatch(Thread::isDaemon);
    }
}
