package io.rdrop.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rdrop.objective.Reduction;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RDropVariantsTest {
    private static final String MINIMAL = "features: [{name: price}]\nlabel: {classes: [a, b]}\n";

    private static JobConfig parse(String yaml) {
        return JobConfigs.parse(MINIMAL + yaml, "job.yaml", List.of());
    }

    @Test
    void areAllOffByDefault() {
        RDropConfig rDrop = parse("").rDrop();
        assertThat(rDrop).isEqualTo(new RDropConfig(1, 2));
        assertThat(rDrop.isPlain(7)).isFalse();
        assertThat(rDrop.alphaAt(123, 456, 8)).isEqualTo(1);
        assertThat(rDrop.reduction()).isEqualTo(Reduction.MEAN_VALID);
    }

    @Test
    void areReadAndPrintedBack() {
        JobConfig config = parse("""
                r-drop: {alpha: 2, preset: vit, preset-rows: 4, every: 3, dropout-rates: [0, 0.5], reduction: sum,
                  label-smoothing: 0.1, schedule: {type: stepwise, by: example, milestones: [10, 3000000000], factor: 0.25}}
                model: {weight-decay: {decoupled: 0.01}}
                """);
        assertThat(config.rDrop().alphaAt(0, 0, 99)).isEqualTo(16);
        assertThat(config.rDrop().alphaAt(0, 10, 99)).isEqualTo(4);
        assertThat(config.rDrop().alphaAt(10, 9, 99)).isEqualTo(16);
        assertThat(config.rDrop().isPlain(2)).isTrue();
        assertThat(config.rDrop().isPlain(3)).isFalse();
        assertThat(JobConfigs.parse(JobConfigs.print(config), "printed", List.of()))
                .isEqualTo(config);
    }

    @Test
    void presetsTakeTheRowsOfEachMicroBatchIfNoneAreGiven() {
        RDropConfig rDrop =
                parse("r-drop: {alpha: 0.5, preset: huggingface-bert}").rDrop();
        assertThat(rDrop.alphaAt(0, 0, 8)).isEqualTo(4);
        assertThat(rDrop.alphaAt(0, 0, 3)).isEqualTo(1.5);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "r-drop: {passes: 2, dropout-rates: [0.1, 0.2, 0.3]} | one rate per pass, 2",
                "r-drop: {dropout-rates: [0, 0]} | dropout-rates must not all be 0",
                "r-drop: {dropout-rates: [0.1, 1]} | dropout-rates must be >= 0 and < 1 but was 1",
                "r-drop: {alpha: 0, dropout-rates: [0.1, 0.2]}, model: {dropout: 0} | it has none",
                "r-drop: {alpha: 0, passes: 1, every: 2} | every must be 1 when passes is 1",
                "r-drop: {every: 0} | every must be >= 1 but was 0",
                "r-drop: {preset: vit, passes: 3} | preset vit is of a code base with 2 passes",
                "r-drop: {preset: fairseq, preset-rows: 8} | preset is fairseq and preset-rows was 8",
                "r-drop: {label-smoothing: 1} | label-smoothing must be >= 0 and < 1 but was 1",
                "r-drop: {reduction: mean} | one of sum, mean-valid, batch-mean but was mean",
                "r-drop: {schedule: {type: linear}} | over must be >= 1 for schedule type linear",
                "r-drop: {schedule: {over: 5}} | for schedule types linear and cosine but type is constant",
                "r-drop: {schedule: {type: stepwise}} | milestones must name at least one",
                "r-drop: {schedule: {type: stepwise, milestones: [5, 2]}} | ascending but were [5, 2]",
                "r-drop: {schedule: {type: cosine, over: 5, milestones: [2]}} | type is cosine",
                "r-drop: {schedule: {type: cosine, over: 5, to: 0}} | must not both be 0",
                "model: {weight-decay: {l2: 1, decoupled: 1}} | one of them must be 0",
                "model: {weight-decay: {l2: -1}} | l2 must be >= 0 but was -1",
                "model: {type: dl4j, file: x.json, weight-decay: {l2: 1}} | weight-decay is not for type dl4j",
                "r-drop: {alpha: 0, unlabelled: true} | unlabelled must be false when alpha is 0"
            })
    void areRefusedWhereTheyMakeNoSense(String yaml, String message) {
        assertThatThrownBy(() -> parse(yaml.replace("}, model", "}\nmodel")))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(message)
                .hasMessageContaining(message.contains("it has none") ? "dropout-rates" : "job.yaml");
    }
}
