package io.rdrop.learn.pool;

import static org.assertj.core.api.Assertions.assertThat;

import io.rdrop.config.UpdaterType;
import io.rdrop.learn.mix.Heirs;
import io.rdrop.learn.network.MemberSpec;
import io.rdrop.learn.network.NetworkSpec;
import io.rdrop.learn.network.RDropPasses;
import io.rdrop.learn.network.TextNetworkSpec;
import io.rdrop.learn.tagging.SentenceNetworkSpec;
import java.util.List;
import org.junit.jupiter.api.Test;

class SuccessionTest {
    private static final MemberSpec TEXT = new TextNetworkSpec("text", 0.1, 16).withDropout(0.2, 1);
    private static final MemberSpec SENTENCE =
            new SentenceNetworkSpec("sentence", 0.1, 8, 8, 0.2, 1, RDropPasses.USUAL);
    private static final MemberSpec ROW =
            NetworkSpec.of("row", UpdaterType.ADAGRAD, 0.1, 16).withDropout(0.2, 1);

    /** Rate, dropout, alpha, passes, their rates and steps: all of them say how it learns on. */
    @Test
    void whoLearnsOtherwiseGoesOn() {
        for (MemberSpec network : List.of(TEXT, SENTENCE, ROW)) {
            assertThat(goesOn(network, network)).isTrue();
            assertThat(goesOn(network, network.withRate(0.7))).isTrue();
            assertThat(goesOn(network, network.withDropout(0.4, 3))).isTrue();
            assertThat(goesOn(network, network.withDropout(0, 0))).isTrue();
        }
        for (MemberSpec network : List.of(TEXT, SENTENCE)) {
            for (RDropPasses passing : List.of(
                    new RDropPasses(4, 1, List.of()),
                    new RDropPasses(0, 3, List.of()),
                    new RDropPasses(3, 2, List.of(0.1, 0.2, 0.3)))) {
                assertThat(goesOn(network, network.withPassing(passing))).isTrue();
                assertThat(goesOn(network.withPassing(passing), network.withRate(0.3)))
                        .isTrue();
            }
            MemberSpec twoPasses = network.withDropout(0.2, 0).withPassing(new RDropPasses(2, 1, List.of()));
            assertThat(goesOn(network, twoPasses)).isTrue();
            assertThat(goesOn(twoPasses, network)).isTrue();
        }
    }

    @Test
    void whoIsMadeOtherwiseIsNewAndSoIsAnotherName() {
        assertThat(goesOn(TEXT, new TextNetworkSpec("text", 0.1, 8))).isFalse();
        assertThat(goesOn(SENTENCE, new SentenceNetworkSpec("sentence", 0.1, 8, 16, 0.2, 1, RDropPasses.USUAL)))
                .isFalse();
        assertThat(goesOn(ROW, NetworkSpec.of("row", UpdaterType.SGD, 0.1, 16))).isFalse();
        assertThat(goesOn(TEXT, TEXT.named("other"))).isFalse();
        assertThat(Succession.of(List.of("text", "words"), List.of(TEXT), List.of("words", "text"), List.of()))
                .as("a name that was a network's, and is a referee's")
                .containsExactly(1, Heirs.NEW);
    }

    @Test
    void placesAreThoseBefore() {
        int[] places = Succession.of(
                List.of("text", "sentence", "words"),
                List.of(TEXT, SENTENCE),
                List.of("sentence", "row", "words"),
                List.of(SENTENCE, ROW));
        assertThat(places).containsExactly(1, Heirs.NEW, 2);
        assertThat(Succession.isNone(places, 3)).isFalse();
        assertThat(Succession.isNone(new int[] {0, 1}, 2)).isTrue();
        assertThat(Succession.isNone(new int[] {0, 1}, 3)).isFalse();
    }

    private static boolean goesOn(MemberSpec before, MemberSpec now) {
        int[] places = Succession.of(List.of(before.name()), List.of(before), List.of(now.name()), List.of(now));
        return places[0] == 0;
    }
}
