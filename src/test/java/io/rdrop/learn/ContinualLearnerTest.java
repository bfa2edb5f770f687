package io.rdrop.learn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rdrop.config.EncodingConfig;
import io.rdrop.config.FeatureConfig;
import io.rdrop.config.FeatureType;
import io.rdrop.config.HistoryConfig;
import io.rdrop.config.Learning;
import io.rdrop.config.ReplayConfig;
import io.rdrop.config.ReplayType;
import io.rdrop.encode.ClassIndex;
import io.rdrop.encode.Encoder;
import io.rdrop.encode.HistoryEncoder;
import io.rdrop.encode.TabularEncoder;
import io.rdrop.engine.GradientLimit;
import io.rdrop.engine.TrainableModel;
import io.rdrop.engine.UpdateResult;
import io.rdrop.evaluate.ClassificationEvaluator;
import io.rdrop.example.Example;
import io.rdrop.example.Examples;
import io.rdrop.example.MicroBatch;
import io.rdrop.example.Score;
import io.rdrop.example.StepReport;
import io.rdrop.state.MemoryChunks;
import io.rdrop.state.StateParts;
import io.rdrop.tensor.TensorBatch;
import java.io.ByteArrayInputStream;
import java.io.DataInput;
import java.io.DataInputStream;
import java.io.DataOutput;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class ContinualLearnerTest {
    private static final FeatureConfig PRICE = new FeatureConfig("price", FeatureType.NUMERIC);
    private static final EncodingConfig RAW = new EncodingConfig(false, 5, false, 0, 1);

    private final List<String> calls = new ArrayList<>();

    private ContinualLearner learner(TrainableModel model, EncodingConfig encoding) {
        return learner(model, encoding, new ReplayConfig(ReplayType.NONE, 1, 1), 0);
    }

    private ContinualLearner learner(
            TrainableModel model, EncodingConfig encoding, ReplayConfig replay, int historyLabels) {
        return learner(model, encoding, replay, historyLabels, 1000);
    }

    private ContinualLearner learner(
            TrainableModel model, EncodingConfig encoding, ReplayConfig replay, int historyLabels, int rowsPerUpdate) {
        TabularEncoder features = new TabularEncoder(List.of(PRICE), encoding);
        Encoder encoder =
                historyLabels == 0 ? features : new HistoryEncoder(features, historyLabels, List.of("no", "yes"));
        return new ContinualLearner(
                new ContinualLearner.Parts(
                        encoder,
                        new ClassIndex(),
                        new GuardedModel(() -> model, false, false, false, 2, 0.01),
                        new ClassificationEvaluator(2, 10)),
                new HistoryConfig(historyLabels),
                replay,
                Learning.PER_BATCH,
                rowsPerUpdate,
                7,
                () -> 0);
    }

    private static MicroBatch batch(Example... examples) {
        return new MicroBatch("default", List.of(examples));
    }

    /** Predicts the label of the last update; notes what it is asked. */
    private final class LastLabel implements TrainableModel {
        private int answer;
        private long step;
        private boolean applies = true;
        private boolean closed;

        @Override
        public int inputs() {
            return 1;
        }

        @Override
        public int outputs() {
            return 2;
        }

        @Override
        public long step() {
            return step;
        }

        @Override
        public long examples() {
            return 0;
        }

        @Override
        public void countFrom(long steps, long examples) {
            step = steps;
        }

        @Override
        public void scaleLearningRate(double factor) {}

        @Override
        public long stateBytes() {
            return 0;
        }

        @Override
        public long parameters() {
            return 1;
        }

        @Override
        public void predict(TensorBatch batch, float[] probabilities) {
            calls.add("predict " + Arrays.toString(Arrays.copyOf(batch.inputs(), batch.rows() * batch.width())));
            for (int row = 0; row < batch.rows(); row++) {
                probabilities[2 * row] = answer == 0 ? 0.9f : 0.1f;
                probabilities[2 * row + 1] = answer == 1 ? 0.9f : 0.1f;
            }
        }

        @Override
        public UpdateResult update(TensorBatch batch, GradientLimit limit) {
            calls.add("update " + Arrays.toString(Arrays.copyOf(batch.targets(), batch.rows())));
            step++;
            answer = (int) batch.targets()[batch.rows() - 1];
            return new UpdateResult(0.5, 0.1, 1.1, 1, 0.01, 2, applies);
        }

        @Override
        public void save(DataOutput out) throws IOException {
            out.writeInt(answer);
            out.writeLong(step);
        }

        @Override
        public void restore(DataInput in) throws IOException {
            answer = in.readInt();
            step = in.readLong();
        }

        @Override
        public String stateSha256() {
            return "0".repeat(64);
        }

        @Override
        public void export(OutputStream out) {}

        @Override
        public void close() {
            closed = true;
        }
    }

    @Test
    void predictsBeforeItTrains() {
        StepReport report = learner(new LastLabel(), RAW).learn(batch(Examples.at(0, 1, 3), Examples.at(1, 1, 4)));

        assertThat(calls).containsExactly("predict [3.0, 4.0]", "update [1.0, 1.0]");
        assertThat(report.cumulative().get(Score.ACCURACY)).isZero(); // it had answered 0, and only then learned of 1
    }

    @Test
    void gatheredMicroBatchesArePredictedTogetherAndLearnedOneAfterTheOther() {
        ContinualLearner learner = learner(
                new LastLabel(),
                new EncodingConfig(true, 5, false, 0, 1),
                new ReplayConfig(ReplayType.SLIDING_WINDOW, 1, 2),
                0,
                2);

        StepReport report = learner.learn(batch(
                Examples.at(0, 1, 10),
                Examples.at(1, 0, 20),
                Examples.at(2, 1, 10),
                Examples.at(3, 1, 20),
                Examples.at(4, 0, 10)));

        assertThat(calls)
                .containsExactly(
                        "predict [0.0, 0.0, 0.0, 0.0, 0.0]",
                        "update [1.0, 0.0]",
                        "update [0.0, 0.0]",
                        "update [1.0, 1.0]",
                        "update [1.0, 1.0]",
                        "update [0.0]",
                        "update [0.0]");
        assertThat(report.rows()).isEqualTo(5);
        assertThat(report.step()).isEqualTo(6);
        assertThat(report.trained()).isEqualTo(5);
        assertThat(report.replayed()).isEqualTo(5);
        assertThat(report.cumulative().get(Score.ACCURACY)).isEqualTo(0.4); // it had answered 0 throughout
        assertThat(learner.latest()).hasSize(5);
    }

    @Test
    void encodesWithTheStatisticsAsOfBefore() {
        ContinualLearner learner = learner(new LastLabel(), new EncodingConfig(true, 5, false, 0, 1));

        learner.learn(batch(Examples.at(0, 0, 10), Examples.at(1, 0, 20)));
        learner.learn(batch(Examples.at(2, 0, 20)));

        assertThat(calls.get(0)).isEqualTo("predict [0.0, 0.0]");
        assertThat(calls.get(2)).isEqualTo("predict [1.0]"); // mean 15, standard deviation 5
    }

    @Test
    void reportsTheStep() {
        StepReport report = learner(new LastLabel(), RAW).learn(batch(Examples.at(0, 1, 3), Examples.at(1, 0, 4)));

        assertThat(report.step()).isEqualTo(1);
        assertThat(report.rows()).isEqualTo(2);
        assertThat(report.trained()).isEqualTo(2);
        assertThat(report.loss()).isEqualTo(1.1);
        assertThat(report.position().offset()).isEqualTo(1);
        assertThat(report.eventTimeMs()).isEqualTo(2_001);
        assertThat(report.cumulative().examples()).isEqualTo(2);
    }

    @Test
    void countsOnlyAppliedUpdatesAsTrained() {
        LastLabel model = new LastLabel();
        model.applies = false;
        ContinualLearner learner = learner(model, RAW);

        StepReport report = learner.learn(batch(Examples.at(0, 1, 3)));

        assertThat(report.applied()).isFalse();
        assertThat(learner.trained()).isZero();
        assertThat(report.cumulative().examples()).isEqualTo(1);
    }

    @Test
    void takesMicroBatchesOfAnySize() {
        ContinualLearner learner = learner(new LastLabel(), RAW);

        learner.learn(batch(Examples.at(0, 1, 3)));
        StepReport report = learner.learn(batch(Examples.at(1, 1, 3), Examples.at(2, 1, 4), Examples.at(3, 1, 5)));

        assertThat(report.trained()).isEqualTo(4);
        assertThat(report.cumulative().get(Score.ACCURACY)).isEqualTo(0.75);
    }

    @Test
    void goesOnExactlyAfterARestore() throws IOException {
        ContinualLearner learner = learner(new LastLabel(), new EncodingConfig(true, 5, false, 0, 1));
        learner.learn(batch(Examples.at(0, 1, 3), Examples.at(1, 1, 7)));
        StateParts state = new StateParts(new MemoryChunks(), 100);
        state.save(learner.state());
        ContinualLearner restored = learner(new LastLabel(), new EncodingConfig(true, 5, false, 0, 1));
        state.restore(restored.state());

        MicroBatch next = batch(Examples.at(2, 0, 5), Examples.at(3, 1, 9));

        assertThat(restored.learn(next)).isEqualTo(learner.learn(next));
        assertThat(calls.get(calls.size() - 2)).isEqualTo(calls.get(calls.size() - 4));
    }

    @Test
    void refusesAStateOfAnotherFormat() {
        byte[] state = new byte[] {0, 0, 0, 99};

        assertThatThrownBy(() -> learner(new LastLabel(), RAW)
                        .state()
                        .get(0)
                        .restoring()
                        .restore(new DataInputStream(new ByteArrayInputStream(state)), 1))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("format 1 or 2 but had 99");
    }

    @Test
    void trainsAgainOnReplayedExamplesWithoutScoringThem() {
        ContinualLearner learner = learner(new LastLabel(), RAW, new ReplayConfig(ReplayType.SLIDING_WINDOW, 3, 4), 0);

        learner.learn(batch(Examples.at(0, 1, 3), Examples.at(1, 1, 4)));
        StepReport report = learner.learn(batch(Examples.at(2, 0, 5), Examples.at(3, 0, 6)));

        assertThat(calls).filteredOn(call -> call.startsWith("predict")).hasSize(2);
        assertThat(calls).filteredOn(call -> call.startsWith("update")).hasSize(8);
        assertThat(report.step()).isEqualTo(8);
        assertThat(report.replayed()).isEqualTo(6);
        assertThat(report.trained()).isEqualTo(4);
        assertThat(report.cumulative().examples()).isEqualTo(4);
        assertThat(report.memory().replayExamples()).isEqualTo(3);
    }

    @Test
    void replaysMoreInTheBeginning() {
        ReplayConfig replay = new ReplayConfig(ReplayType.SLIDING_WINDOW, 3, 2, 4, 0);
        ContinualLearner learner = learner(new LastLabel(), RAW, replay, 0);

        assertThat(learner.learn(batch(Examples.at(0, 1, 3), Examples.at(1, 1, 4)))
                        .replayed())
                .isEqualTo(10);
        assertThat(learner.learn(batch(Examples.at(2, 0, 5), Examples.at(3, 0, 6)))
                        .replayed())
                .isEqualTo(6);
        assertThat(learner.learn(batch(Examples.at(4, 0, 5), Examples.at(5, 0, 6)))
                        .replayed())
                .isEqualTo(4);
    }

    @Test
    void replaysNothingBeforeAnythingWasLearned() {
        LastLabel model = new LastLabel();
        model.applies = false;
        ContinualLearner learner = learner(model, RAW, new ReplayConfig(ReplayType.SLIDING_WINDOW, 3, 4), 0);

        assertThat(learner.learn(batch(Examples.at(0, 1, 3))).replayed()).isZero();
        assertThat(learner.leftOut()).isEqualTo(1);
    }

    @Test
    void replaysTheSameAfterARestore() throws IOException {
        ReplayConfig replay = new ReplayConfig(ReplayType.RESERVOIR, 4, 3);
        ContinualLearner learner = learner(new LastLabel(), RAW, replay, 2);
        for (int i = 0; i < 10; i++) {
            learner.learn(batch(Examples.at(2L * i, i % 2, i), Examples.at(2L * i + 1, 1, -i)));
        }
        StateParts state = new StateParts(new MemoryChunks(), 100);
        state.save(learner.state());
        ContinualLearner restored = learner(new LastLabel(), RAW, replay, 2);
        state.restore(restored.state());
        MicroBatch next = batch(Examples.at(20, 0, 5), Examples.at(21, 1, 9));
        calls.clear();

        restored.learn(next);
        List<String> ofRestored = List.copyOf(calls);
        calls.clear();
        learner.learn(next);

        assertThat(ofRestored).isEqualTo(calls).hasSize(4);
    }

    @Test
    void showsEarlierLabelsAndNeverItsOwn() {
        ContinualLearner learner = learner(new LastLabel(), RAW, new ReplayConfig(ReplayType.NONE, 1, 1), 1);

        learner.learn(batch(Examples.at(0, 1, 3), Examples.at(1, 0, 4)));
        learner.learn(batch(Examples.at(2, 1, 5)));

        assertThat(calls.get(0)).isEqualTo("predict [3.0, 0.0, 0.0, 4.0, 0.0, 0.0]");
        assertThat(calls.get(2)).isEqualTo("predict [5.0, 1.0, 0.0]");
    }

    @Test
    void learnsFromUnlabelledExamplesWithoutScoringThem() {
        Example unlabelled = new Example(
                Examples.at(0, 0, 3).position(),
                "u",
                "default",
                0,
                Examples.at(0, 0, 3).features(),
                Double.NaN);

        StepReport report = learner(new LastLabel(), RAW).learn(batch(Examples.at(1, 1, 4), unlabelled));

        assertThat(calls.get(1)).isEqualTo("update [1.0, NaN]");
        assertThat(report.trained()).isEqualTo(2);
        assertThat(report.cumulative().examples()).isEqualTo(1);
    }

    @Test
    void closesItsModel() {
        LastLabel model = new LastLabel();
        learner(model, RAW).close();

        assertThat(model.closed).isTrue();
    }
}
