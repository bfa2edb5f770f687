package io.rdrop.tools.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.rdrop.example.DriftReport;
import io.rdrop.example.Outliers;
import io.rdrop.example.SourcePosition;
import io.rdrop.example.StepReport;
import io.rdrop.example.TaskTerms;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class ReportBuilderTest {
    private final AtomicLong nanos = new AtomicLong(7_000_000_000L);
    private final ReportBuilder builder = new ReportBuilder(TaskTerms.CLASSES, nanos::get);

    @Test
    void divergencesAreMeansOfTheLastHundredUpdates() {
        steps("m", 1, 250);

        assertThat(builder.build().main().error()).isEqualTo(200.5);
        assertThat(builder.build().main().divergence()).isCloseTo(20.05, Offset.offset(1e-9));
    }

    @Test
    void aLeftOutUpdateIsCountedButNotAveraged() {
        builder.add(StepReports.at("m", 1));
        builder.add(StepReports.leftOut("m", 2));

        ModelReport model = builder.build().main();
        assertThat(model.stepsLeftOut()).isEqualTo(1);
        assertThat(model.error()).isEqualTo(1);
        assertThat(model.curve()).hasSize(2);
    }

    @Test
    void throughputCountsFromTheStartOfTheFirstStepToTheLastReport() {
        builder.add(StepReports.at("m", 1));
        nanos.addAndGet(1_998_000_000L);
        builder.add(StepReports.at("m", 2));

        // 64 examples in 2 s: the first step itself took 2 ms.
        assertThat(builder.build().throughput().examplesPerSecond()).isCloseTo(32, Offset.offset(1e-6));
    }

    @Test
    void throughputLeavesOutWhatWasTrainedBeforeTheRun() {
        builder.add(StepReports.at("m", 1_001));
        nanos.addAndGet(998_000_000L);
        builder.add(StepReports.at("m", 1_002));

        RunReport report = builder.build();
        assertThat(report.throughput().examplesPerSecond()).isCloseTo(64, Offset.offset(1e-6));
        assertThat(report.trained()).isEqualTo(1_002L * StepReports.ROWS);
    }

    @Test
    void stepsRepeatedAfterARecoveryCountOnce() {
        steps("m", 1, 10);
        steps("m", 6, 12);

        ModelReport model = builder.build().main();
        assertThat(model.steps()).isEqualTo(12);
        assertThat(model.curve()).hasSize(12);
    }

    @Test
    void outliersAreAddedUpByColumnAndOverModelsMostFrequentFirst() {
        builder.add(StepReports.withOutliers("m", 1, outliers("price", 2, 1e6), outliers("date", 3, -7)));
        builder.add(StepReports.withOutliers("m", 1, outliers("price", 2, 1e6))); // repeated after a recovery
        builder.add(StepReports.withOutliers("m", 2, outliers("price", 1, -1e30)));
        builder.add(StepReports.withOutliers("n", 1, outliers("price", 4, 1e7)));

        RunReport report = builder.build();

        assertThat(report.main().outliers()).containsExactly(outliers("price", 3, -1e30), outliers("date", 3, -7));
        assertThat(report.outliers()).containsExactly(outliers("price", 7, -1e30), outliers("date", 3, -7));
        assertThat(OutlierText.line(report.outliers()))
                .isEqualTo("10 numbers left out: price 7 (largest -1.000e+30, examples-0@7), date 3 (largest -7.000,"
                        + " examples-0@7)");
    }

    @Test
    void manyColumnsWithOutliersAreNotAllNamed() {
        List<Outliers> seven = Stream.of("a", "b", "c", "d", "e", "f", "g")
                .map(column -> outliers(column, 1, 1))
                .toList();

        assertThat(OutlierText.line(seven))
                .startsWith("7 numbers left out: a 1 (")
                .endsWith("e 1 (largest 1.000, examples-0@7), and 2 more columns");
    }

    private static Outliers outliers(String column, long count, double largest) {
        return new Outliers(column, count, largest, new SourcePosition("examples", 0, 7, 0));
    }

    @Test
    void aStepWithoutANewScoreCounts() {
        builder.add(StepReports.at("m", 1));
        StepReport unlabelled =
                StepReports.of("m", 2, true, 5, 0.5, 2, StepReports.scores(32, 0.9), StepReports.scores(32, 0.9));
        builder.add(unlabelled);

        assertThat(builder.build().main().steps()).isEqualTo(2);
        assertThat(builder.build().main().error()).isEqualTo(3);
    }

    @Test
    void theDefaultModelIsTheHeadline() {
        steps("zeta", 1, 9);
        steps("default", 1, 1);

        assertThat(builder.build().main().model()).isEqualTo("default");
    }

    @Test
    void withoutADefaultModelTheOneTrainedMostIsTheHeadline() {
        steps("beta", 1, 3);
        steps("gamma", 1, 3);
        steps("alpha", 1, 2);

        assertThat(builder.build().main().model()).isEqualTo("beta");
        assertThat(builder.build().models()).containsOnlyKeys("alpha", "beta", "gamma");
    }

    @Test
    void showsTheLatestSignalsOfDriftAmongWhatIsKnownToChange() {
        ReportBuilder builder = new ReportBuilder(TaskTerms.CLASSES);
        builder.driftPoints(List.of(new DriftPoint(100, "theta 9")));
        StepReport step = StepReports.at("default", 1);
        DriftReport.Mark warning = new DriftReport.Mark("ddm", "error", DriftReport.WARNING, 32, 0.1, 0.2, "none");
        DriftReport.Mark drift = new DriftReport.Mark("ddm", "error", DriftReport.DRIFT, 33, 0.2, 0.3, "none");
        builder.add(step.withDrift(new DriftReport(List.of(), List.of(warning, drift), false)));

        assertThat(builder.build().driftPoints())
                .extracting(DriftPoint::label)
                .containsExactlyInAnyOrder("theta 9", "signal: ddm on error");
        for (int i = 2; i < 80; i++) {
            builder.add(StepReports.at("default", i).withDrift(new DriftReport(List.of(), List.of(drift), false)));
        }
        assertThat(builder.build().driftPoints()).hasSize(51);
    }

    @Test
    void ordersRejectionsAndDriftPointsAndDropsZeros() {
        builder.rejected(Map.of("no-label", 2L, "empty", 5L, "not-json", 0L));
        builder.driftPoints(List.of(new DriftPoint(900, "b"), new DriftPoint(100, "a")));

        RunReport report = builder.build();
        assertThat(report.rejections().keySet()).containsExactly("empty", "no-label");
        assertThat(report.rejected()).isEqualTo(7);
        assertThat(report.driftPoints()).extracting(DriftPoint::label).containsExactly("a", "b");
    }

    private void steps(String model, int first, int last) {
        for (int step = first; step <= last; step++) {
            builder.add(StepReports.at(model, step));
        }
    }
}
