package io.rdrop.job;

import io.rdrop.example.Example;
import io.rdrop.example.Rejection;
import io.rdrop.example.RejectionReason;
import io.rdrop.example.SourcePosition;
import io.rdrop.telemetry.LearnerMeters;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.flink.api.common.state.ListState;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Records of model keys that came when the subtask had all the models it may have ({@code input.max-models}). Where
 * they stand is noted, and their bytes are read again for many at once: a flood of keys must not cost a connection
 * each.
 */
final class ExcessModels {
    private static final Logger LOG = LoggerFactory.getLogger(ExcessModels.class);
    private static final int NOTED = 1_000;

    private final int mostModels;
    private final OriginalRecords originals;
    private final LearnerMeters meters;
    private final ListState<Long> state;
    private final List<SourcePosition> positions = new ArrayList<>();
    private final Map<SourcePosition, String> models = new HashMap<>();
    private long refused;

    /** @param state records refused so far, by whichever subtasks */
    ExcessModels(int mostModels, OriginalRecords originals, LearnerMeters meters, ListState<Long> state)
            throws Exception {
        this.mostModels = mostModels;
        this.originals = originals;
        this.meters = meters;
        this.state = state;
        for (long before : state.get()) {
            refused += before;
        }
        meters.refused(refused);
    }

    /** True if there is no room for one more model. */
    boolean isFull(int models) {
        return models >= mostModels;
    }

    /** Refuses a record; true if it is time to {@link #drain}. */
    boolean refuse(Example example) {
        refused++;
        meters.refused(refused);
        positions.add(example.position());
        models.put(example.position(), example.model());
        return positions.size() >= NOTED;
    }

    /** Gives up what was refused since the last time, as dead letters; must come before a checkpoint's barrier. */
    void drain(Consumer<Rejection> letters) throws IOException {
        if (positions.isEmpty()) {
            return;
        }
        String limit = " is new, and its subtask has " + mostModels + " models, as many as input.max-models allows";
        LOG.warn(
                "{} records go to the dead letters; the first: model {}{}",
                positions.size(),
                models.get(positions.get(0)),
                limit);
        originals.fetch(positions, record -> {
            String detail = "model " + models.get(record.position()) + limit;
            letters.accept(new Rejection(
                    record,
                    RejectionReason.TOO_MANY_MODELS,
                    record.value() == null ? detail + "; the topic no longer has its bytes" : detail));
        });
        positions.clear();
        models.clear();
    }

    /** Writes the count into the state. */
    void save() throws Exception {
        state.update(List.of(refused));
    }
}
