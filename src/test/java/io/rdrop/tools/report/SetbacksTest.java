package io.rdrop.tools.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.rdrop.example.TaskTerms;
import org.junit.jupiter.api.Test;

class SetbacksTest {
    private final ReportBuilder builder = new ReportBuilder(TaskTerms.CLASSES, () -> 0);

    private void add(long step, int times, double learningRate) {
        builder.add(StepReports.diverged("m", step, times, learningRate));
    }

    private Setbacks setbacks() {
        return builder.build().main().setbacks();
    }

    @Test
    void aModelThatNeverDivergedHasNothingToSay() {
        add(1, 0, 0.1);

        assertThat(setbacks().sentence()).isEmpty();
        assertThat(builder.build().setbacks()).isEmpty();
    }

    @Test
    void saysWhereItDivergedAndWhichRateHeld() {
        add(1, 0, 0.1);
        add(40, 1, 0.1 * 0.1);
        add(41, 0, 0.1 * 0.1);

        assertThat(setbacks().sentence())
                .contains("The model diverged at record 1,280; the learning rate 0.1 is too large, try 0.01.");
    }

    @Test
    void ofSeveralTimesTheFirstPlaceAndTheLastRateCount() {
        add(1, 0, 1e6);
        add(2, 2, 1e4);
        add(3, 1, 1e3);
        add(90, 4, 0.10000000000000002);
        add(91, 0, 0.10000000000000002);

        assertThat(setbacks().sentence())
                .contains(
                        "The model diverged 7 times, first at record 64; the learning rate 1000000 is too large, try 0.1.");
    }

    @Test
    void aStepThatARestartedJobRepeatsCountsOnce() {
        add(1, 0, 0.1);
        add(2, 1, 0.01);
        add(2, 1, 0.01);

        assertThat(setbacks().count()).isEqualTo(1);
    }

    @Test
    void aRateThatCameBackIsNotCalledTooLarge() {
        add(1, 0, 0.1);
        add(2, 1, 0.01);
        add(3, 0, 0.1);

        assertThat(setbacks().sentence())
                .contains(
                        "The model diverged at record 64 and was taken back to its last good state; it goes on with the"
                                + " learning rate 0.1.");
    }

    @Test
    void smallRatesAreWrittenShort() {
        add(1, 0, 1e-3);
        add(2, 2, 1e-5);

        assertThat(setbacks().sentence().orElse("")).endsWith("the learning rate 0.001 is too large, try 0.00001.");
    }

    @Test
    void isInTheReportByModel() {
        add(1, 0, 0.1);
        add(2, 1, 0.01);
        builder.add(StepReports.at("well", 1));

        JsonNode json = ReportJson.tree(builder.build());
        assertThat(json.at("/models/m/divergence").asText()).startsWith("The model diverged at record 64");
        assertThat(json.at("/models/m/training/divergences").asLong()).isEqualTo(1);
        assertThat(json.at("/models/well/divergence").isNull()).isTrue();
        assertThat(builder.build().setbacks()).singleElement().asString().startsWith("m: The model diverged");
    }
}
