package io.rdrop.tools.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.rdrop.config.JobConfig;
import io.rdrop.config.JobConfigs;
import io.rdrop.config.ReplayType;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class EqualTest {
    /** Updates a micro-batch by variant. */
    private static Map<String, Integer> updates(Study study, Equal equal) {
        Map<String, Integer> updates = new TreeMap<>();
        List<Variant> variants = study.variants(Streams.base(study));
        List<JobConfig> configs = equal.of(configs(study, variants));
        for (int i = 0; i < variants.size(); i++) {
            updates.put(variants.get(i).name(), configs.get(i).replay().updatesPerBatch());
        }
        return updates;
    }

    private static List<JobConfig> configs(Study study, List<Variant> variants) {
        return variants.stream()
                .map(variant -> JobConfigs.with(Streams.base(study), variant.settings()))
                .toList();
    }

    @Test
    void aPassIsTheUnitOfCost() {
        JobConfig base = Streams.base(Study.EVERY);

        assertThat(Equal.passesPerExample(base)).isEqualTo(2);
        assertThat(Equal.passesPerExample(JobConfigs.with(base, List.of("r-drop.every=5"))))
                .isCloseTo(1.2, within(1e-12));
        assertThat(Equal.passesPerExample(JobConfigs.with(base, Study.replay("reservoir", 4))))
                .isEqualTo(8);
    }

    @Test
    void ofExamplesNothingChanges() {
        List<JobConfig> configs = configs(Study.BASELINE, Study.BASELINE.variants(Streams.base(Study.BASELINE)));

        assertThat(Equal.EXAMPLES.of(configs)).isEqualTo(configs);
    }

    @Test
    void ofUpdatesAllMakeAsManyAsTheOneWithMost() {
        assertThat(updates(Study.BASELINE, Equal.UPDATES).values()).containsOnly(4);
    }

    @Test
    void ofSecondsTheCheaperMakeAtLeastAsManyPasses() {
        assertThat(updates(Study.BASELINE, Equal.SECONDS))
                .containsEntry("none", 8)
                .containsEntry("replay", 8)
                .containsEntry("R-Drop", 4)
                .containsEntry("R-Drop + replay", 4);
        assertThat(updates(Study.PASSES, Equal.SECONDS))
                .containsEntry("2 passes", 2)
                .containsEntry("3 passes", 2) // 4/3, rounded up
                .containsEntry("4 passes", 1);
        assertThat(updates(Study.EVERY, Equal.SECONDS))
                .containsEntry("every 1", 1)
                .containsEntry("every 10", 2);
    }

    @Test
    void furtherUpdatesAreOnTheVariantsOwnReplayOrAReservoir() {
        List<Variant> variants = Study.REPLAY.variants(Streams.base(Study.REPLAY));
        List<JobConfig> configs = Equal.SECONDS.of(configs(Study.REPLAY, variants));

        for (int i = 0; i < variants.size(); i++) {
            assertThat(configs.get(i).replay().type())
                    .isEqualTo(
                            variants.get(i).name().contains("window")
                                    ? ReplayType.SLIDING_WINDOW
                                    : ReplayType.RESERVOIR);
        }
    }
}
