package io.rdrop.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.rdrop.config.JobConfig;
import io.rdrop.config.TaskType;
import io.rdrop.example.Example;
import io.rdrop.example.MicroBatch;
import io.rdrop.learn.Learner;
import io.rdrop.state.MemoryChunks;
import io.rdrop.state.StatePart;
import io.rdrop.state.StateParts;
import io.rdrop.task.Task;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Weights of examples, of a model of every kind that can have them. */
class WeightedModelsTest {
    /** What is scored is told of each example, whatever it weighs. */
    private static final List<String> SCORES =
            List.of("evaluator", "class-scores", "learner", "pool-audit", "guard", "outliers", "model", "history");

    static Stream<ModelKind> weighable() {
        return ModelKind.here()
                .filter(kind -> kind.config().task().target() == TaskType.Target.CLASS
                        || kind.config().task().target() == TaskType.Target.NUMBER);
    }

    private static List<Example> weighed(ModelKind kind) {
        double[] weights = {1, 2.5, 0, 0.3, 1};
        List<Example> examples = kind.examples();
        List<Example> weighed = new ArrayList<>();
        for (int i = 0; i < examples.size(); i++) {
            weighed.add(examples.get(i).weighing(weights[i % weights.length]));
        }
        return weighed;
    }

    private static void learn(Learner learner, List<Example> examples) {
        for (int from = 0; from + ModelKind.BATCH <= examples.size(); from += ModelKind.BATCH) {
            learner.learn(new MicroBatch(Example.DEFAULT_MODEL, examples.subList(from, from + ModelKind.BATCH)));
        }
    }

    private static Learner learner(JobConfig config) {
        return Task.of(config).learner();
    }

    @ParameterizedTest
    @MethodSource("weighable")
    void weightsDecideWhatIsLearnedAndAreKeptInItsState(ModelKind kind) throws IOException {
        JobConfig config = kind.config();
        List<Example> examples = weighed(kind);
        List<Example> first = examples.subList(0, 4 * ModelKind.BATCH);
        List<Example> rest = examples.subList(4 * ModelKind.BATCH, examples.size());
        MemoryChunks chunks = new MemoryChunks();
        try (Learner whole = learner(config);
                Learner begun = learner(config);
                Learner restored = learner(config);
                Learner without = learner(config)) {
            learn(whole, first);
            learn(begun, first);
            new StateParts(chunks, 1_000).save(begun.state());
            new StateParts(chunks, 1_000).restore(restored.state());
            learn(whole, rest);
            learn(restored, rest);
            learn(without, kind.examples());

            assertThat(restored.stateSha256()).isEqualTo(whole.stateSha256());
            assertThat(without.stateSha256()).isNotEqualTo(whole.stateSha256());
            assertThat(whole.evaluator().cumulative().examples())
                    .isEqualTo(without.evaluator().cumulative().examples());
        }
    }

    @ParameterizedTest
    @MethodSource("weighable")
    void ofExamplesThatWeighNothingNothingIsLearned(ModelKind kind) throws IOException {
        List<Example> examples = kind.examples();
        List<Example> first = examples.subList(0, 4 * ModelKind.BATCH);
        List<Example> nothing = examples.subList(4 * ModelKind.BATCH, 5 * ModelKind.BATCH).stream()
                .map(example -> example.weighing(0))
                .toList();
        try (Learner learner = learner(kind.config())) {
            learn(learner, first);
            String state = learner.stateSha256();
            List<String> names = new ArrayList<>();
            List<byte[]> before = parts(learner, names);
            long scored = learner.evaluator().cumulative().examples();
            long replayed = learner.replayed();

            learn(learner, nothing);

            if (!kind.config().hasPool()) {
                assertThat(learner.stateSha256()).isEqualTo(state);
            }
            List<byte[]> after = parts(learner, new ArrayList<>());
            for (int i = 0; i < names.size(); i++) {
                if (!SCORES.contains(names.get(i)) && !names.get(i).startsWith("pool-member-")) {
                    assertThat(after.get(i)).as(names.get(i)).isEqualTo(before.get(i));
                }
            }
            assertThat(learner.evaluator().cumulative().examples()).isGreaterThan(scored);
            assertThat(learner.trained()).isEqualTo(5L * ModelKind.BATCH);
            assertThat(learner.replayed()).isEqualTo(replayed);
        }
    }

    private static List<byte[]> parts(Learner learner, List<String> names) throws IOException {
        List<byte[]> parts = new ArrayList<>();
        for (StatePart part : learner.state()) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            part.saving().save(new DataOutputStream(bytes));
            names.add(part.name());
            parts.add(bytes.toByteArray());
        }
        return parts;
    }
}
