package io.rdrop.tools.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rdrop.config.ConfigException;
import io.rdrop.config.JobConfig;
import io.rdrop.config.LearnerType;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Studies of one network, of a Transformer that tags. */
class TaggerStudyTest {
    private static final String TAGS = "task: sequence-tagging\nlabel: {classes: [O, B-x, I-x]}\n";

    @Test
    void areThoseOfANetworkUnderModel() {
        for (Study study : List.of(Study.DROPOUT, Study.ALPHA, Study.EVERY, Study.PASSES, Study.RATES)) {
            JobConfig base = BaseSettings.of(study, TAGS, List.of("model.type=transformer"));

            assertThat(base.learner()).isEqualTo(LearnerType.SINGLE);
            assertThat(base.isOnSequences()).isTrue();
            assertThat(study.variants(base)).hasSizeGreaterThan(2).allSatisfy(variant -> assertThat(variant.settings())
                    .noneMatch(setting -> setting.startsWith("pool.")));
        }
        assertThat(Equal.passesPerExample(BaseSettings.of(Study.PASSES, TAGS, List.of("model.type=transformer"))))
                .isEqualTo(4);
    }

    @Test
    void replayIsRefused() {
        assertThatThrownBy(() -> BaseSettings.of(Study.REPLAY, TAGS, List.of("model.type=transformer")))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("whose replay is transformer.replays");
    }
}
