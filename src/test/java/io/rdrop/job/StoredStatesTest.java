package io.rdrop.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.rdrop.config.JobConfig;
import io.rdrop.example.StepReport;
import io.rdrop.session.ModelSession;
import io.rdrop.state.StateFrame;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Training states that were stored once must load for ever. A new format gets a file of its own beside the old ones: run this test
 * with {@code -Drdrop.states.write=true}.
 */
class StoredStatesTest {
    private static final Path FOLDER = Path.of("src", "test", "resources", "states");
    private static final int EXAMPLES = 23; // 5 micro-batches of 4, and 3 examples that wait

    /** Every part of the state is in use: replay, earlier labels, an optimiser with moments, columns of both kinds. */
    private static JobConfig config() {
        return Jobs.config(
                Path.of("none"),
                "replay.type=reservoir",
                "replay.capacity=6",
                "replay.updates-per-batch=2",
                "history.labels=2",
                "model.updater.type=adam");
    }

    /** As above, with a first layer that is a table of rows (version 2 of the network's state, now 4). */
    private static JobConfig table() {
        return Jobs.config(
                Path.of("none"), "encoding.hash-buckets=2200", "model.hidden=[4]", "model.updater.type=adam");
    }

    private static ModelSession trained(JobConfig config) {
        ModelSession session = ModelSession.create("de", config, 1);
        for (int i = 0; i < EXAMPLES; i++) {
            session.add(Jobs.example("de", i), 0);
        }
        return session;
    }

    @Test
    void writesTheNewestFormat() throws IOException {
        assertWrites(config(), "training-state-" + StateFrame.VERSION + "-network-3.bin");
    }

    @Test
    void writesTheNewestFormatOfATable() throws IOException {
        assertWrites(table(), "training-state-" + StateFrame.VERSION + "-network-4.bin");
    }

    private static void assertWrites(JobConfig config, String file) throws IOException {
        try (ModelSession session = trained(config)) {
            byte[] state = session.save();
            if (Boolean.getBoolean("rdrop.states.write")) {
                Files.createDirectories(FOLDER);
                Files.write(FOLDER.resolve(file), state);
            }
            // The numbers in it may differ between CPUs in their last bits, the layout may not.
            assertThat(state).hasSameSizeAs(Files.readAllBytes(FOLDER.resolve(file)));
        }
    }

    @Test
    void loadsATableAndLearnsOn() throws IOException {
        byte[] stored = Files.readAllBytes(FOLDER.resolve("training-state-1-table-2.bin"));

        try (ModelSession session = ModelSession.restore("de", table(), stored, 1, 0)) {
            assertThat(session.trained()).isEqualTo(20);
            assertThat(session.step()).isEqualTo(5);
            assertSavesTheSame(session, table());
            assertThat(session.add(Jobs.example("de", EXAMPLES), 0)).isNotNull();
        }
    }

    /** In the newest format, which an older one is not. */
    private static void assertSavesTheSame(ModelSession session, JobConfig config) throws IOException {
        byte[] saved = session.save();
        try (ModelSession again = ModelSession.restore("de", config, saved, 1, 0)) {
            assertThat(again.save()).isEqualTo(saved);
        }
    }

    /** Keys that came into the configuration since have their defaults. */
    @Test
    void loadsAStateWhoseConfigurationHasFewerKeys() throws IOException {
        byte[] stored = Files.readAllBytes(FOLDER.resolve("training-state-1-fewer-keys.bin"));

        try (ModelSession session = ModelSession.restore("de", config(), stored, 1, 0)) {
            assertThat(session.trained()).isEqualTo(20);
            assertThat(session.step()).isEqualTo(10);
            StepReport report = session.add(Jobs.example("de", EXAMPLES), 0);
            assertThat(report).isNotNull().extracting(StepReport::trained).isEqualTo(24L);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1})
    void loadsEveryFormatThatWasEverReleasedAndLearnsOn(int version) throws IOException {
        byte[] stored = Files.readAllBytes(FOLDER.resolve("training-state-" + version + ".bin"));

        try (ModelSession session = ModelSession.restore("de", config(), stored, 1, 0)) {
            assertThat(session.trained()).isEqualTo(20);
            assertThat(session.step()).isEqualTo(10);
            assertThat(session.isDirty()).isFalse();
            assertSavesTheSame(session, config());
            List<StepReport> reports = new ArrayList<>();
            reports.add(session.add(Jobs.example("de", EXAMPLES), 0));
            assertThat(reports)
                    .doesNotContainNull()
                    .extracting(StepReport::trained)
                    .containsExactly(24L);
        }
    }
}
