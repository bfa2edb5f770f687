package io.rdrop.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rdrop.example.Outliers;
import io.rdrop.example.RejectionReason;
import io.rdrop.example.SourcePosition;
import io.rdrop.example.StepReport;
import io.rdrop.example.TaskTerms;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LearnerMetersTest {
    private static final String DEFAULT = "job_name=\"shop\",model=\"default\",subtask=\"0\"}";
    private static final String TRAINED =
            "rdrop_examples_total{job_name=\"shop\",model=\"default\",outcome=\"trained\",subtask=\"0\"}";

    private MetricsEndpoint endpoint;
    private LearnerMeters meters;

    @BeforeEach
    void acquire() {
        MetricsEndpoint.shutdown();
        endpoint = MetricsEndpoint.acquire("127.0.0.1", 0, 0, () -> Instant.ofEpochMilli(Reports.TIMESTAMP_MS + 2_000));
        meters = endpoint.learnerMeters("shop", "0", TaskTerms.CLASSES);
    }

    @AfterEach
    void shutDown() {
        MetricsEndpoint.shutdown();
    }

    @Test
    void showsEveryValueOfTheLastReport() throws Exception {
        meters.record(Reports.applied("default", 32));
        meters.record(Reports.applied("default", 20));
        meters.state("default", 4_096, 64, 3);

        Scraped scraped = Scraped.from(endpoint);
        assertThat(scraped.value("rdrop_cross_entropy_nats{" + DEFAULT)).isEqualTo(0.5);
        assertThat(scraped.value("rdrop_kl_divergence_nats{" + DEFAULT)).isEqualTo(0.25);
        assertThat(scraped.value("rdrop_loss_nats{" + DEFAULT)).isEqualTo(1.125);
        assertThat(scraped.value("rdrop_alpha{" + DEFAULT)).isEqualTo(0.75);
        assertThat(scraped.value("rdrop_learning_rate{" + DEFAULT)).isEqualTo(0.001);
        assertThat(scraped.value("rdrop_gradient_norm{" + DEFAULT)).isEqualTo(3.5);
        assertThat(scraped.value("rdrop_micro_batch_examples{" + DEFAULT)).isEqualTo(20);
        assertThat(scraped.value("rdrop_state_bytes{" + DEFAULT)).isEqualTo(4_096);
        assertThat(scraped.value("rdrop_steps_total{" + DEFAULT)).isEqualTo(2);
        assertThat(scraped.value("rdrop_examples_replayed_total{" + DEFAULT)).isEqualTo(32);
        assertThat(scraped.value("rdrop_replay_examples{" + DEFAULT)).isEqualTo(50);
        assertThat(scraped.value("rdrop_vocabulary_words{" + DEFAULT)).isEqualTo(12);
        assertThat(scraped.value(TRAINED)).isEqualTo(52);
    }

    @Test
    void showsWhatDetectorsOfDriftSay() throws Exception {
        meters.record(Reports.drifting("default", 0.25));
        meters.record(Reports.drifting("default", 0.5));

        Scraped scraped = Scraped.from(endpoint);
        String ddm = "{detector=\"ddm\",job_name=\"shop\",model=\"default\",";
        assertThat(scraped.value(
                        "rdrop_drift_signals_total" + ddm + "signal=\"drift\",subtask=\"0\",watched=\"error\"}"))
                .isEqualTo(2);
        assertThat(scraped.value(
                        "rdrop_drift_signals_total" + ddm + "signal=\"warning\",subtask=\"0\",watched=\"error\"}"))
                .isEqualTo(5);
        assertThat(scraped.value("rdrop_drift_estimate" + ddm + "subtask=\"0\",watched=\"error\"}"))
                .isEqualTo(0.5);
        assertThat(scraped.value("rdrop_drift_acting{" + DEFAULT)).isEqualTo(1);
        meters.record(Reports.byClass("default"));
        assertThat(Scraped.from(endpoint).value("rdrop_drift_estimate" + ddm + "subtask=\"0\",watched=\"error\"}"))
                .isNaN();
    }

    @Test
    void showsScoresOfTheWindowAndOfAllExamplesBesideTheirReferees() throws Exception {
        meters.record(Reports.applied("default", 32));

        Scraped scraped = Scraped.from(endpoint);
        assertThat(
                        scraped.value(
                                "rdrop_calibration_error_ratio{job_name=\"shop\",model=\"default\",scores=\"window\",subtask=\"0\"}"))
                .isEqualTo(0.12);
        assertThat(
                        scraped.value(
                                "rdrop_calibration_error_ratio{job_name=\"shop\",model=\"default\",scores=\"cumulative\",subtask=\"0\"}"))
                .isEqualTo(0.11);
        assertScores(scraped, "window", 0.82, 0.62, 0.42, 0.72, 0.52);
        assertScores(scraped, "cumulative", 0.81, 0.61, 0.41, 0.71, 0.51);
    }

    @Test
    void showsScoresByClassOfTheFirstModelsOnly() throws Exception {
        for (int i = 0; i < LearnerMeters.MODELS_BY_CLASS + 3; i++) {
            meters.record(Reports.byClass("m" + i));
        }

        Scraped scraped = Scraped.from(endpoint);
        String fraud = "class=\"fraud\",job_name=\"shop\",model=\"m0\"";
        assertThat(scraped.value("rdrop_class_recall_ratio{" + fraud + ",scores=\"window\",subtask=\"0\"}"))
                .isEqualTo(26 / 62.0);
        assertThat(scraped.value("rdrop_class_precision_ratio{" + fraud + ",scores=\"cumulative\",subtask=\"0\"}"))
                .isEqualTo(26 / 34.0);
        assertThat(scraped.value("rdrop_class_auc_ratio{" + fraud + ",subtask=\"0\"}"))
                .isEqualTo(0.962);
        assertThat(scraped.value("rdrop_class_confusion_examples{" + fraud + ",predicted=\"sound\",subtask=\"0\"}"))
                .isEqualTo(36);
        assertThat(scraped.value("rdrop_class_confusion_examples{" + fraud + ",predicted=\"fraud\",subtask=\"0\"}"))
                .isEqualTo(26);
        assertThat(scraped.value("rdrop_auc_ratio{job_name=\"shop\",model=\"m0\",scores=\"cumulative\",subtask=\"0\"}"))
                .isEqualTo(0.97);
        assertThat(scraped.values().keySet()).noneMatch(sample -> sample.matches("rdrop_auc_ratio.*window.*"));
        assertThat(scraped.values().keySet().stream()
                        .filter(sample -> sample.startsWith("rdrop_class_auc_ratio"))
                        .count())
                .isEqualTo(2L * LearnerMeters.MODELS_BY_CLASS);
        meters.close();
        assertThat(Scraped.from(endpoint).names("rdrop_class")).isEmpty();
    }

    @Test
    void sumsTheTermsOfAppliedStepsOnly() throws Exception {
        meters.record(Reports.applied("default", 32));
        meters.record(Reports.applied("default", 20));
        meters.record(Reports.nonFinite("default", 5));
        numbers().record(Reports.regression("price", 32));

        Scraped scraped = Scraped.from(endpoint);
        assertThat(scraped.value("rdrop_step_cross_entropy_nats_total{" + DEFAULT))
                .isEqualTo(1.0);
        assertThat(scraped.value("rdrop_step_kl_divergence_nats_total{" + DEFAULT))
                .isEqualTo(0.5);
        String price = DEFAULT.replace("default", "price").replace("subtask=\"0\"", "subtask=\"1\"");
        assertThat(scraped.value("rdrop_step_squared_error_total{" + price)).isEqualTo(0.5);
        assertThat(scraped.value("rdrop_step_pass_distance_total{" + price)).isEqualTo(0.25);
        assertThat(scraped.values()).doesNotContainKey("rdrop_step_squared_error_total{" + DEFAULT);
    }

    @Test
    void showsThePoolsMembersAndWhatRDropIsWorth() throws Exception {
        meters.record(Reports.ofPool("pooled"));
        Map<String, Double> values = Scraped.from(endpoint).values();

        assertThat(values)
                .containsEntry(series("rdrop_pool_weight", "member=\"r-drop\","), -0.25)
                .containsEntry(series("rdrop_pool_member_log_loss_nats", "member=\"norm\","), 0.5)
                .containsEntry(series("rdrop_pool_member_restarts", "member=\"r-drop\","), 3.0)
                .containsEntry(series("rdrop_pool_audit_regret_nats", ""), 2.5)
                .containsEntry(series("rdrop_pool_audit_bound_nats", ""), 40.0)
                .containsEntry(
                        "rdrop_worth_nats{against=\"dropout\",job_name=\"shop\",member=\"r-drop\",model=\"pooled\",subtask=\"0\"}",
                        0.0625)
                .containsEntry(
                        "rdrop_worth_nats{against=\"none\",job_name=\"shop\",member=\"r-drop\",model=\"pooled\",subtask=\"0\"}",
                        -0.125);
    }

    @Test
    void membersThatLeaveAPoolHaveNoSeriesAnyMore() throws Exception {
        meters.record(Reports.ofPool("pooled"));
        meters.record(Reports.ofPool(
                "pooled",
                List.of(
                        new StepReport.Member("r-drop", true, 1.25, 0.25, 3),
                        new StepReport.Member("added", false, 0.5, 0.75, 0))));
        assertThat(Scraped.from(endpoint).values())
                .containsEntry(series("rdrop_pool_weight", "member=\"r-drop\","), 1.25)
                .containsEntry(series("rdrop_pool_weight", "member=\"added\","), 0.5)
                .containsEntry(series("rdrop_pool_audit_bound_nats", ""), 40.0)
                .doesNotContainKey(series("rdrop_pool_weight", "member=\"norm\","))
                .doesNotContainKey(series("rdrop_pool_member_log_loss_nats", "member=\"norm\","));
    }

    private static String series(String name, String member) {
        return name + "{job_name=\"shop\"," + member + "model=\"pooled\",subtask=\"0\"}";
    }

    @Test
    void countsOutliersByColumnAndGoesOnFromWhatWasRestored() throws Exception {
        meters.restoreOutliers("default", List.of(outliers("price", 40)));
        meters.record(Reports.withOutliers("default", outliers("price", 2), outliers("label", 1)));

        Scraped scraped = Scraped.from(endpoint);
        assertThat(scraped.value(outlierSeries("price"))).isEqualTo(42);
        assertThat(scraped.value(outlierSeries("label"))).isEqualTo(1);
    }

    @Test
    void columnsBeyondTheTwentiethShareASeries() throws Exception {
        for (int column = 0; column < 25; column++) {
            meters.record(Reports.withOutliers("default", outliers("c" + column, 1)));
        }

        Scraped scraped = Scraped.from(endpoint);
        assertThat(scraped.value(outlierSeries("c19"))).isEqualTo(1);
        assertThat(scraped.value(outlierSeries("(other)"))).isEqualTo(5);
        assertThat(scraped.values()).doesNotContainKey(outlierSeries("c20"));
    }

    private static Outliers outliers(String column, long count) {
        return new Outliers(column, count, 1e30, new SourcePosition("examples", 0, 7, 0));
    }

    private static String outlierSeries(String column) {
        return "rdrop_outliers_total{column=\"" + column + "\"," + DEFAULT;
    }

    @Test
    void countsRecordsThatThereWasNoRoomFor() throws Exception {
        String refused = "rdrop_rejected_total{job_name=\"shop\",reason=\"too-many-models\",subtask=\"0\"}";
        assertThat(Scraped.from(endpoint).value(refused)).isZero();

        meters.refused(RejectionReason.TOO_MANY_MODELS, 7);
        meters.refused(RejectionReason.STATE_FULL, 5);

        assertThat(Scraped.from(endpoint).value(refused)).isEqualTo(7);
        assertThat(Scraped.from(endpoint).value(refused.replace("too-many-models", "state-full")))
                .isEqualTo(5);
        assertThatThrownBy(() -> meters.refused(RejectionReason.NOT_JSON, 1)).hasMessageContaining("NOT_JSON");
        meters.close();
        assertThat(Scraped.from(endpoint).values()).doesNotContainKey(refused);
    }

    @Test
    void showsTheRoomThatModelsHaveAndWhatAModelRemembers() throws Exception {
        meters.room(500, 1_000);
        meters.state("default", 4_096, 64, 3);

        Scraped scraped = Scraped.from(endpoint);
        String subtask = "{job_name=\"shop\",subtask=\"0\"}";
        assertThat(scraped.value("rdrop_subtask_state_bytes" + subtask)).isEqualTo(500);
        assertThat(scraped.value("rdrop_subtask_state_limit_bytes" + subtask)).isEqualTo(1_000);
        assertThat(scraped.value("rdrop_dictionary_bytes{" + DEFAULT)).isEqualTo(64);
        assertThat(scraped.value("rdrop_dictionary_full_total{" + DEFAULT)).isEqualTo(3);
    }

    @Test
    void showsWhatTheConfigurationPromises() throws Exception {
        meters.showConfigured(500, Duration.ofSeconds(10), Duration.ofMillis(2_500));
        endpoint.learnerMeters("shop", "1", TaskTerms.CLASSES)
                .showConfigured(500, Duration.ofSeconds(10), Duration.ofMinutes(5));

        Scraped scraped = Scraped.from(endpoint);
        String first = "{job_name=\"shop\",subtask=\"0\"}";
        assertThat(scraped.value("rdrop_evaluation_window_examples" + first)).isEqualTo(500);
        assertThat(scraped.value("rdrop_checkpoint_interval_seconds" + first)).isEqualTo(10);
        assertThat(scraped.value("rdrop_snapshot_interval_seconds" + first))
                .as("snapshots go with checkpoints")
                .isEqualTo(10);
        assertThat(scraped.value("rdrop_snapshot_interval_seconds" + first.replace('0', '1')))
                .isEqualTo(300);
    }

    @Test
    void jobsOfOneProcessHaveSeriesOfTheirOwn() throws Exception {
        meters.record(Reports.applied("default", 32));
        endpoint.learnerMeters("visits", "0", TaskTerms.CLASSES).record(Reports.applied("default", 4));

        Scraped scraped = Scraped.from(endpoint);
        assertThat(scraped.value(TRAINED)).isEqualTo(32);
        assertThat(scraped.value(TRAINED.replace("shop", "visits"))).isEqualTo(4);
    }

    @Test
    void showsARegressionInItsOwnSeriesOnly() throws Exception {
        meters.record(Reports.applied("default", 32));
        numbers().record(Reports.regression("price", 32));

        Scraped scraped = Scraped.from(endpoint);
        String price = "{job_name=\"shop\",model=\"price\",subtask=\"1\"}";
        assertThat(scraped.value("rdrop_squared_error" + price)).isEqualTo(0.5);
        assertThat(scraped.value("rdrop_pass_distance" + price)).isEqualTo(0.25);
        assertThat(scraped.value("rdrop_squared_loss" + price)).isEqualTo(1.125);
        String window = "{job_name=\"shop\",model=\"price\",scores=\"window\",subtask=\"1\"}";
        String all = window.replace("window", "cumulative");
        assertThat(scraped.value("rdrop_mean_absolute_error" + window)).isEqualTo(20);
        assertThat(scraped.value("rdrop_mean_absolute_error" + all)).isEqualTo(2);
        assertThat(scraped.value("rdrop_root_mean_squared_error" + window)).isEqualTo(25);
        assertThat(scraped.value("rdrop_r2_ratio" + window)).isEqualTo(0.82);
        assertThat(scraped.value("rdrop_last_value_mean_absolute_error" + all)).isEqualTo(3);
        assertThat(scraped.value("rdrop_last_value_root_mean_squared_error" + all))
                .isEqualTo(3.75);
        assertThat(scraped.value("rdrop_running_mean_mean_absolute_error" + window))
                .isEqualTo(40);
        assertThat(scraped.value("rdrop_running_mean_root_mean_squared_error" + window))
                .isEqualTo(50);
        for (String classification : List.of("entropy", "kl_", "loss_nats", "accuracy", "kappa", "calibration")) {
            assertThat(scraped.values().keySet())
                    .noneMatch(sample -> sample.contains("price") && sample.contains(classification));
        }
        assertThat(scraped.values().keySet())
                .noneMatch(sample -> sample.contains("default") && sample.contains("squared"));
    }

    private LearnerMeters numbers() {
        return endpoint.learnerMeters("shop", "1", TaskTerms.NUMBERS);
    }

    private static void assertScores(
            Scraped scraped,
            String scores,
            double accuracy,
            double kappa,
            double logLoss,
            double noChange,
            double majority) {
        String labels = "{job_name=\"shop\",model=\"default\",scores=\"" + scores + "\",subtask=\"0\"}";
        assertThat(scraped.value("rdrop_prequential_accuracy_ratio" + labels)).isEqualTo(accuracy);
        assertThat(scraped.value("rdrop_kappa_ratio" + labels)).isEqualTo(kappa);
        assertThat(scraped.value("rdrop_log_loss_nats" + labels)).isEqualTo(logLoss);
        assertThat(scraped.value("rdrop_no_change_accuracy_ratio" + labels)).isEqualTo(noChange);
        assertThat(scraped.value("rdrop_majority_accuracy_ratio" + labels)).isEqualTo(majority);
    }

    @Test
    void countsExamplesOfUpdatesLeftOutApart() throws Exception {
        meters.record(Reports.applied("default", 32));
        meters.record(Reports.nonFinite("default", 5));

        Scraped scraped = Scraped.from(endpoint);
        assertThat(scraped.value(TRAINED)).isEqualTo(32);
        assertThat(scraped.value(TRAINED.replace("trained", "non_finite"))).isEqualTo(5);
        assertThat(scraped.value("rdrop_steps_total{" + DEFAULT)).isEqualTo(2);
        assertThat(scraped.value("rdrop_divergences_total{" + DEFAULT)).isEqualTo(1);
    }

    @Test
    void putsDurationAndDelayIntoFixedBuckets() throws Exception {
        meters.record(Reports.applied("default", 32)); // 4 ms of work, 2 s after the record's timestamp

        Scraped scraped = Scraped.from(endpoint);
        assertThat(bucket(scraped, "rdrop_step_duration_seconds", "0.0025")).isZero();
        assertThat(bucket(scraped, "rdrop_step_duration_seconds", "0.005")).isEqualTo(1);
        assertThat(scraped.value("rdrop_step_duration_seconds_sum{" + DEFAULT)).isEqualTo(0.004);
        assertThat(bucket(scraped, "rdrop_end_to_end_delay_seconds", "1.0")).isZero();
        assertThat(bucket(scraped, "rdrop_end_to_end_delay_seconds", "2.5")).isEqualTo(1);
        assertThat(scraped.value("rdrop_end_to_end_delay_seconds_sum{" + DEFAULT))
                .isEqualTo(2);
        assertThat(bucket(scraped, "rdrop_step_duration_seconds", "5.0E-4")).isZero();
        assertThat(bucket(scraped, "rdrop_step_duration_seconds", "10.0")).isEqualTo(1);
        assertThat(bucket(scraped, "rdrop_end_to_end_delay_seconds", "0.01")).isZero();
        assertThat(bucket(scraped, "rdrop_end_to_end_delay_seconds", "3600.0")).isEqualTo(1);
    }

    private static double bucket(Scraped scraped, String name, String bound) {
        return scraped.value(name + "_bucket{" + DEFAULT.replace(",model", ",le=\"" + bound + "\",model"));
    }

    @Test
    void timestampInTheFutureCountsAsNoDelay() throws Exception {
        meters.record(Reports.report("default", 32, true, Reports.TIMESTAMP_MS + 60_000));

        Scraped scraped = Scraped.from(endpoint);
        assertThat(scraped.value("rdrop_end_to_end_delay_seconds_count{" + DEFAULT))
                .isEqualTo(1);
        assertThat(scraped.value("rdrop_end_to_end_delay_seconds_sum{" + DEFAULT))
                .isZero();
    }

    @Test
    void countersGoOnFromTheRestoredState() throws Exception {
        meters.record(Reports.applied("default", 32));
        meters.close();
        LearnerMeters restarted = endpoint.learnerMeters("shop", "0", TaskTerms.CLASSES);
        restarted.restore("default", 3_200, 16, 640, 100, 2);
        restarted.record(Reports.applied("default", 32));

        Scraped scraped = Scraped.from(endpoint);
        assertThat(scraped.value(TRAINED)).isEqualTo(3_232);
        assertThat(scraped.value(TRAINED.replace("trained", "non_finite"))).isEqualTo(16);
        assertThat(scraped.value("rdrop_examples_replayed_total{" + DEFAULT)).isEqualTo(656);
        assertThat(scraped.value("rdrop_steps_total{" + DEFAULT)).isEqualTo(101);
        assertThat(scraped.value("rdrop_divergences_total{" + DEFAULT)).isEqualTo(2);
    }

    @Test
    void restoredModelIsShownBeforeItsFirstStepWithoutInventedValues() throws Exception {
        meters.restore("default", 3_200, 16, 640, 100, 0);

        Scraped scraped = Scraped.from(endpoint);
        assertThat(scraped.value(TRAINED)).isEqualTo(3_200);
        assertThat(scraped.value("rdrop_gradient_norm{" + DEFAULT)).isNaN();
        assertThat(scraped.samplesWith("rdrop_cross_entropy_nats")).isZero();
    }

    @Test
    void closeRemovesTheSubtasksSeriesAndNoOthers() throws Exception {
        LearnerMeters other = endpoint.learnerMeters("shop", "1", TaskTerms.CLASSES);
        meters.record(Reports.applied("default", 32));
        other.record(Reports.applied("default", 32));
        assertThat(Scraped.from(endpoint).samplesWith("subtask=\"0\"")).isPositive();

        meters.close();
        meters.record(Reports.applied("default", 32));
        meters.restore("default", 1, 0, 0, 1, 0);
        meters.state("default", 1, 1, 1);

        Scraped scraped = Scraped.from(endpoint);
        assertThat(scraped.samplesWith("subtask=\"0\"")).isZero();
        assertThat(scraped.samplesWith("subtask=\"1\"")).isPositive();
    }

    @Test
    void lateCloseOfAPredecessorLeavesTheSuccessorsSeries() throws Exception {
        meters.record(Reports.applied("default", 32));
        LearnerMeters successor = endpoint.learnerMeters("shop", "0", TaskTerms.CLASSES);
        successor.record(Reports.applied("default", 10));
        assertThat(Scraped.from(endpoint).value(TRAINED)).isEqualTo(10);

        meters.close();

        successor.record(Reports.applied("default", 10));
        Scraped scraped = Scraped.from(endpoint);
        assertThat(scraped.value(TRAINED)).isEqualTo(20);
        assertThat(scraped.value("rdrop_step_duration_seconds_count{" + DEFAULT))
                .isEqualTo(2);
    }

    @Test
    void modelsBeyondTheBoundShareOneLabel() throws Exception {
        for (int i = 0; i < ModelLabels.MOST_MODELS; i++) {
            meters.record(Reports.applied("m" + i, 1));
        }
        LearnerMeters other = endpoint.learnerMeters("shop", "1", TaskTerms.CLASSES);
        other.restore("late-a", 100, 0, 0, 10, 0);
        other.restore("late-b", 200, 0, 0, 20, 0);
        other.record(Reports.applied("late-a", 3));
        other.record(Reports.applied("late-b", 4));
        meters.record(Reports.applied("m0", 5));

        Scraped scraped = Scraped.from(endpoint);
        String rest = "{job_name=\"shop\",model=\"(other)\",outcome=\"trained\",subtask=\"1\"}";
        assertThat(scraped.value("rdrop_examples_total" + rest)).isEqualTo(307);
        assertThat(scraped.value("rdrop_steps_total{job_name=\"shop\",model=\"(other)\",subtask=\"1\"}"))
                .isEqualTo(32);
        assertThat(scraped.value("rdrop_micro_batch_examples{job_name=\"shop\",model=\"(other)\",subtask=\"1\"}"))
                .isEqualTo(4);
        assertThat(scraped.samplesWith("late-")).isZero();
        assertThat(scraped.value("rdrop_steps_total{job_name=\"shop\",model=\"m0\",subtask=\"0\"}"))
                .isEqualTo(2);
        assertThat(scraped.value("rdrop_steps_total{job_name=\"shop\",model=\"m999\",subtask=\"0\"}"))
                .isEqualTo(1);
    }

    @Test
    void scrapesDuringUpdatesLoseNoCount() throws Exception {
        int threads = 4;
        int steps = 200;
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            List<Future<?>> running = new ArrayList<>();
            for (int thread = 0; thread < threads; thread++) {
                LearnerMeters own = endpoint.learnerMeters("shop", "t" + thread, TaskTerms.CLASSES);
                running.add(pool.submit(() -> {
                    for (int step = 0; step < steps; step++) {
                        own.record(Reports.applied("m" + step % 3, 2));
                    }
                }));
            }
            for (int scrape = 0; scrape < 10; scrape++) {
                assertThat(Scraped.from(endpoint).names("jvm_")).isNotEmpty();
            }
            for (Future<?> task : running) {
                task.get();
            }
        } finally {
            pool.shutdownNow();
        }
        Scraped scraped = Scraped.from(endpoint);
        double trained = scraped.values().entrySet().stream()
                .filter(sample -> sample.getKey().startsWith("rdrop_examples_total{"))
                .mapToDouble(sample -> sample.getValue())
                .sum();
        assertThat(trained).isEqualTo(threads * steps * 2);
    }
}
