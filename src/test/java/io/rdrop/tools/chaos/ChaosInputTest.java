package io.rdrop.tools.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rdrop.config.JobConfig;
import io.rdrop.config.TaskType;
import io.rdrop.example.Example;
import io.rdrop.session.LocalRun;
import java.util.List;
import java.util.Map;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ChaosInputTest {
    private static final int EXAMPLES = 20 * ChaosInput.STEP;

    @Test
    void bothSubtasksHaveTwoModelsAtParallelismTwo() {
        List<Integer> subtasks = ChaosInput.MODELS.stream()
                .map(model -> KeyGroupRangeAssignment.assignKeyToParallelOperator(model, JobConfig.MAX_PARALLELISM, 2))
                .toList();

        assertThat(subtasks).containsExactlyInAnyOrder(0, 0, 1, 1);
    }

    @Test
    void everyModelLearnsWholeMicroBatchesAndBrokenRecordsAreRejected() {
        ChaosInput input = ChaosInput.of(5, EXAMPLES);

        Undisturbed undisturbed = Undisturbed.of(input.job(List.of()), input.records());

        assertThat(undisturbed.models()).containsOnlyKeys(ChaosInput.MODELS);
        undisturbed.models().values().forEach(course -> {
            assertThat(course.examples()).isEqualTo(EXAMPLES / 4);
            assertThat(course.statesByStep()).hasSize(EXAMPLES / 32).containsKey(course.lastStep());
        });
        assertThat(undisturbed.rejected())
                .isEqualTo(input.records().size() - EXAMPLES)
                .isEqualTo(6);
    }

    @ParameterizedTest
    @EnumSource(names = {"LANGUAGE_MODEL", "SEQUENCE_TAGGING"})
    void modelsOfTextsAndSentencesDoSoToo(TaskType task) {
        int examples = 8 * ChaosInput.STEP;
        ChaosInput input = ChaosInput.of(task, 5, examples);

        Undisturbed undisturbed = Undisturbed.of(input.job(List.of()), input.records());

        assertThat(undisturbed.models()).containsOnlyKeys(ChaosInput.MODELS);
        undisturbed.models().values().forEach(course -> assertThat(course.examples())
                .isEqualTo(examples / 4));
        assertThat(undisturbed.rejected())
                .isEqualTo(input.records().size() - examples)
                .isEqualTo(3);
    }

    @Test
    void everyModelHasOutliers() {
        ChaosInput input = ChaosInput.of(5, EXAMPLES);
        try (LocalRun run = new LocalRun(input.job(List.of()))) {
            for (ChaosInput.Sent record : input.records()) {
                Example example = run.decode(record.value());
                if (example != null) {
                    run.add(example);
                }
            }

            for (String model : ChaosInput.MODELS) {
                assertThat(run.learner(model).outliers())
                        .as(model)
                        .singleElement()
                        .satisfies(outliers -> {
                            assertThat(outliers.column()).isEqualTo("salary");
                            assertThat(outliers.largest()).isEqualTo(1e30);
                        });
            }
        }
    }

    @Test
    void theRecordsOfAModelAreInOnePartition() {
        Map<Integer, List<ChaosInput.Sent>> partitions = ChaosInput.of(5, EXAMPLES).records().stream()
                .collect(java.util.stream.Collectors.groupingBy(ChaosInput.Sent::partition));

        assertThat(partitions).hasSize(4);
        for (int partition = 0; partition < 4; partition++) {
            String model = "\"model\":\"" + ChaosInput.MODELS.get(partition) + "\",\"features\":{\"salary\":";
            assertThat(partitions.getOrDefault(partition, List.of()).stream()
                            .map(record -> new String(record.value(), java.nio.charset.StandardCharsets.UTF_8))
                            .filter(text -> text.contains(model)))
                    .hasSize(EXAMPLES / 4);
        }
    }

    @Test
    void refusesIncompleteMicroBatches() {
        assertThatThrownBy(() -> ChaosInput.of(5, 33))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("examples must be a multiple of 32 but was 33");
    }
}
