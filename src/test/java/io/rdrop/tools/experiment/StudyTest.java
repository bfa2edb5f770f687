package io.rdrop.tools.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rdrop.config.ConfigException;
import io.rdrop.config.JobConfig;
import io.rdrop.config.JobConfigs;
import io.rdrop.learn.network.MemberSpec;
import io.rdrop.learn.pool.TaggingPoolSpec;
import io.rdrop.task.Task;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class StudyTest {
    private static final List<String> JOBS = List.of(
            Streams.TABLE,
            "task: regression\nfeatures: [{name: a}]\n",
            "task: text-classification\nlabel: {classes: [up, down]}\n");

    /** Of tasks whose networks only pools hold. */
    private static final List<String> POOLED =
            List.of("task: sequence-tagging\nlabel: {classes: [O, B-x, I-x]}\n", "task: language-model\n");

    @ParameterizedTest
    @EnumSource
    void comparesConfigurationsOfEveryTaskThatAllDiffer(Study study) {
        List<String> jobs = new ArrayList<>(JOBS);
        if (study.isOfPool() || study.isOfLoneMembers()) {
            jobs.addAll(POOLED);
        }
        for (String yaml : jobs) {
            JobConfig base = BaseSettings.of(study, yaml, List.of());
            List<Variant> variants = study.variants(base);
            Set<String> names = new TreeSet<>();
            Set<String> hashes = new HashSet<>();
            for (Variant variant : variants) {
                JobConfig config = JobConfigs.with(base, variant.settings());
                Task.of(config).check();
                assertThat(names.add(variant.name())).isTrue();
                assertThat(hashes.add(JobConfigs.trainingHash(config)))
                        .as(variant.name())
                        .isTrue();
            }
            assertThat(study.contrasts(variants)).isNotEmpty().allSatisfy(contrast -> assertThat(names)
                    .contains(contrast.variant(), contrast.against()));
        }
    }

    @ParameterizedTest
    @CsvSource({"BASELINE,9", "DROPOUT,3", "ALPHA,8", "EVERY,4", "PASSES,3", "RATES,15", "COST,3", "REPLAY,15", "POOL,7"
    })
    void hasItsVariants(Study study, int count) {
        assertThat(study.variants(Streams.base(study))).hasSize(count);
    }

    @Test
    void aRegressionHasNoLabelsToSmooth() {
        JobConfig regression = BaseSettings.of(Study.BASELINE, JOBS.get(1), List.of());

        assertThat(Study.BASELINE.variants(regression))
                .extracting(Variant::name)
                .doesNotContain("label smoothing")
                .hasSize(8);
    }

    @Test
    void aTextsTableOfWordsIsNotMovedWholeInEveryStep() {
        JobConfig texts = BaseSettings.of(Study.BASELINE, JOBS.get(2), List.of());

        assertThat(Study.BASELINE.variants(texts))
                .extracting(Variant::name)
                .doesNotContain("L2")
                .contains("decoupled decay")
                .hasSize(8);
    }

    @Test
    void textsThatAreWrittenHaveAReplayOfTheirOwn() {
        String yaml = "task: translation\n";
        JobConfig base = BaseSettings.of(Study.BASELINE, yaml, List.of());

        assertThat(base.transformer().writeEvery()).isEqualTo(2);
        assertThat(Study.BASELINE.variants(base))
                .extracting(Variant::name)
                .containsExactly("none", "label smoothing", "L2", "decoupled decay", "dropout", "R-Drop");
        assertThat(Study.BASELINE.contrasts(Study.BASELINE.variants(base))).hasSize(5);
        for (Study study : List.of(Study.DROPOUT, Study.ALPHA, Study.EVERY, Study.PASSES, Study.RATES, Study.COST)) {
            JobConfig of = BaseSettings.of(study, yaml, List.of());
            Set<String> hashes = new HashSet<>();
            for (Variant variant : study.variants(of)) {
                assertThat(hashes.add(JobConfigs.trainingHash(JobConfigs.with(of, variant.settings()))))
                        .as(study + " " + variant.name())
                        .isTrue();
            }
        }
        assertThatThrownBy(() -> BaseSettings.of(Study.REPLAY, yaml, List.of()))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("transformer.replays");
        assertThatThrownBy(() -> BaseSettings.of(Study.POOL, yaml, List.of())).isInstanceOf(ConfigException.class);
    }

    @Test
    void passesOverATextCountThoseOfItsReplay() {
        JobConfig rDrop = BaseSettings.of(Study.DROPOUT, "task: translation\n", List.of("transformer.replays=3"));
        Variant plain = Study.DROPOUT.variants(rDrop).get(0);

        assertThat(Equal.passesPerExample(rDrop)).isEqualTo(8);
        assertThat(Equal.passesPerExample(JobConfigs.with(rDrop, plain.settings())))
                .isEqualTo(4);
    }

    @Test
    void rDropIsToldAgainstEachAloneAndWithReplayAgainstReplay() {
        assertThat(Study.BASELINE.contrasts(Study.BASELINE.variants(Streams.base(Study.BASELINE))))
                .containsExactly(
                        new Contrast("R-Drop", "none"),
                        new Contrast("R-Drop", "label smoothing"),
                        new Contrast("R-Drop", "L2"),
                        new Contrast("R-Drop", "decoupled decay"),
                        new Contrast("R-Drop", "dropout"),
                        new Contrast("R-Drop + replay", "replay"),
                        new Contrast("R-Drop + replay", "dropout + replay"),
                        new Contrast("R-Drop + replay", "R-Drop"));
        assertThat(Study.REPLAY.contrasts(Study.REPLAY.variants(Streams.base(Study.REPLAY))))
                .hasSize(10)
                .contains(new Contrast("R-Drop + reservoir 4", "dropout + reservoir 4"));
    }

    @Test
    void whatAUserSetsIsOfAllVariantsButWhatAVariantIsAboutWins() {
        JobConfig base = Streams.base(Study.ALPHA, "model.dropout=0.4", "r-drop.alpha=2");
        List<Variant> variants = Study.ALPHA.variants(base);

        assertThat(variants)
                .extracting(variant -> JobConfigs.with(base, variant.settings()))
                .allSatisfy(config -> assertThat(config.model().dropout()).isEqualTo(0.4))
                .extracting(config -> config.rDrop().alpha())
                .containsExactly(0.0, 0.1, 0.5, 1.0, 3.0, 5.0, 7.0, 10.0);
    }

    @Test
    void aPoolIsComparedWithoutItsMemberWithRDropAndThatMembersTwinsAlone() {
        JobConfig base = Streams.base(Study.POOL);

        assertThat(Study.POOL.variants(base))
                .extracting(variant ->
                        JobConfigs.with(base, variant.settings()).pool().without())
                .satisfies(without -> assertThat(without.get(1)).containsExactly("norm-r-drop"))
                .satisfies(without -> assertThat(without.get(6)).hasSize(8).doesNotContain("norm-r-drop"));
    }

    @Test
    void aNetworkThatOnlyAPoolHoldsIsComparedAloneInIt() {
        for (String yaml : POOLED) {
            JobConfig base = BaseSettings.of(Study.BASELINE, yaml, List.of());
            List<Variant> variants = Study.BASELINE.variants(base);

            assertThat(variants).extracting(Variant::name).containsExactly("none", "dropout", "R-Drop");
            assertThat(Study.BASELINE.contrasts(variants))
                    .containsExactly(new Contrast("R-Drop", "none"), new Contrast("R-Drop", "dropout"));
            assertThat(base.pool().companions()).isFalse();
            assertThat(variants)
                    .extracting(variant ->
                            JobConfigs.with(base, variant.settings()).pool().adjusted())
                    .extracting(List::size)
                    .containsExactly(1, 1, 0);
            assertThat(Study.POOL.variants(BaseSettings.of(Study.POOL, yaml, List.of())))
                    .extracting(Variant::name)
                    .endsWith("alone, none", "alone, dropout", "alone, R-Drop")
                    .hasSize(7);
            assertThatThrownBy(() -> BaseSettings.of(Study.REPLAY, yaml, List.of()))
                    .isInstanceOf(ConfigException.class)
                    .hasMessageStartingWith("replay is a study of a network under model, which ")
                    .hasMessageEndingWith(
                            " has none of: it has dropout, baseline, alpha, every," + " passes, rates and pool");
        }
    }

    @Test
    void withoutRDropAMemberStaysAwayIfItsTwinIsThereAndGoesWithoutTheTermIfNot() {
        JobConfig tags = BaseSettings.of(Study.POOL, POOLED.get(0), List.of());
        JobConfig without =
                JobConfigs.with(tags, Study.POOL.variants(tags).get(1).settings());

        assertThat(TaggingPoolSpec.of(without).networks())
                .extracting(MemberSpec::name)
                .containsExactly("lstm-dropout", "linear", "hidden-r-drop");
        assertThat(TaggingPoolSpec.of(without).networks())
                .extracting(MemberSpec::alpha)
                .containsOnly(0.0);
    }

    @Test
    void refusesAStudyThatDoesNotExistAndOneThatSaysNothing() {
        assertThatThrownBy(() -> Study.of("alhpa"))
                .isInstanceOf(ConfigException.class)
                .hasMessage(
                        "STUDY must be one of dropout, baseline, alpha, every, passes, rates, cost, replay, pool but was"
                                + " alhpa");
        assertThatThrownBy(() -> Streams.base(Study.ALPHA, "r-drop.alpha=0"))
                .isInstanceOf(ConfigException.class)
                .hasMessage("r-drop.alpha must be > 0 (or there is no R-Drop to compare) but was 0");
        assertThatThrownBy(() -> BaseSettings.of(Study.POOL, Streams.TABLE, List.of("learner=single")))
                .isInstanceOf(ConfigException.class)
                .hasMessage("learner must be pool for pool");
        assertThatThrownBy(() -> BaseSettings.of(
                        Study.POOL,
                        "task: image-classification\nlabel: {classes: [a, b]}\nimage: {height: 8, width: 8}\n",
                        List.of("learner=single")))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith("pool is a study of tables, texts and tagged sentences but task was image-cl");
    }
}
