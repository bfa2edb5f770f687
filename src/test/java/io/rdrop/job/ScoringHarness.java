package io.rdrop.job;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.rdrop.config.JobConfig;
import io.rdrop.example.Example;
import io.rdrop.example.Rejection;
import io.rdrop.job.wire.BinarySerializer;
import io.rdrop.job.wire.Examples;
import io.rdrop.job.wire.PredictionRecord;
import io.rdrop.job.wire.PredictionRecordFormat;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.runtime.tasks.mailbox.TaskMailbox;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.jspecify.annotations.Nullable;

/** One subtask of the operator that predicts, and whoever announces versions to it. */
final class ScoringHarness extends OneInputStreamOperatorTestHarness<Examples, PredictionRecord> {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Who listens to announcements: an operator is in this process, and made from bytes. */
    private static Announcements.@Nullable Listener listener;

    static ScoreOperator operator(JobConfig config) {
        return new ScoreOperator(config, Jobs.ORIGINALS, told -> {
            listener = told;
            return () -> {};
        });
    }

    static void forget() {
        listener = null;
    }

    static void announce(String model, long version, String manifestSha256) {
        Objects.requireNonNull(listener, "listener").committed(model, version, manifestSha256);
    }

    ScoringHarness(JobConfig config, @Nullable OperatorSubtaskState state) throws Exception {
        super(operator(config));
        getEnvironment().setCheckpointStorageAccess(Jobs.checkpoints(config));
        setup(new BinarySerializer<>(new PredictionRecordFormat()));
        if (state == null) {
            initializeEmptyState();
        } else {
            initializeState(state);
        }
        open();
    }

    /** As at a failure: the input has not ended, and what waits need not be waited for. */
    @Override
    public void close() {
        try {
            getOneInputOperator().close();
            getEnvironment().close();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    void feed(String model, long from, long to) throws Exception {
        for (long offset = from; offset < to; offset++) {
            feed(Jobs.example(model, offset));
        }
    }

    /** Records that came together. */
    void feed(Example... together) throws Exception {
        processElement(new StreamRecord<>(new Examples(List.of(together))));
    }

    /** Waits for what another thread has to say, and does it. */
    void mail() throws Exception {
        getTaskMailbox().take(TaskMailbox.MIN_PRIORITY).run();
    }

    /** What was answered. */
    List<JsonNode> predictions() throws IOException {
        return predictions(false);
    }

    /** What others would have answered. */
    List<JsonNode> shadows() throws IOException {
        return predictions(true);
    }

    private List<JsonNode> predictions(boolean areShadows) throws IOException {
        List<JsonNode> predictions = new ArrayList<>();
        for (PredictionRecord prediction : extractOutputValues()) {
            if (prediction.isShadow() == areShadows) {
                predictions.add(JSON.readTree(prediction.value()));
            }
        }
        return predictions;
    }

    List<Rejection> refused() {
        var letters = getSideOutput(ScoreOperator.REFUSED);
        return letters == null
                ? List.of()
                : letters.stream().map(StreamRecord::getValue).toList();
    }
}
