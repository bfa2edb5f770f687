package io.rdrop.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.rdrop.config.JobConfig;
import io.rdrop.session.ModelSession;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StateRoomTest {
    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    private Path registry;

    private ModelSession model(String name) {
        JobConfig config = Jobs.config(registry);
        return ModelSession.create(name, config, 1);
    }

    @Test
    void theFirstModelFindsRoomAndNineTenthsAreForModels() {
        try (ModelSession de = model("de");
                ModelSession fr = model("fr")) {
            long network = de.networkBytes();
            StateRoom room = new StateRoom(3 * network);
            assertThat(new StateRoom(1).hasRoomForAModel()).isTrue();
            room.measure(de);
            assertThat(room.hasRoomForAModel()).isTrue();
            room.measure(fr);
            assertThat(room.bytes()).isEqualTo(2 * network);
            assertThat(room.hasRoomForAModel()).as("three would be ten tenths").isFalse();
        }
    }

    @Test
    void aTenthIsForTheStreamWhateverTheNetworksTake() {
        try (ModelSession de = model("de")) {
            StateRoom room = new StateRoom(100);
            room.measure(de);
            assertThat(room.hasRoomFor(10)).isTrue();
            assertThat(room.hasRoomFor(11)).isFalse();
        }
    }

    @Test
    void whatAMicroBatchHeldIsFreeWhenItIsLearned() {
        try (ModelSession de = model("de")) {
            StateRoom room = new StateRoom(1L << 30);
            for (long offset = 0; offset < 3; offset++) {
                de.add(Jobs.example("de", offset), 0);
                room.measure(de);
            }
            long waiting = room.bytes();
            assertThat(waiting).isGreaterThan(de.networkBytes() + 3 * 256);
            for (long offset = 3; offset < 8; offset++) {
                de.add(Jobs.example("de", offset), 0);
            }
            room.measure(de);
            long learned = room.bytes();
            for (long offset = 8; offset < 80; offset++) {
                de.add(Jobs.example("de", offset), 0);
            }
            room.measure(de);
            assertThat(room.bytes()).as("nothing piles up").isEqualTo(learned);
        }
    }
}
