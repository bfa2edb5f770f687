package io.rdrop.job;

import io.rdrop.challenge.ChallengerKey;
import io.rdrop.config.JobConfig;
import io.rdrop.session.ModelSession;
import io.rdrop.state.StateFrame;
import io.rdrop.state.StateParts;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.flink.api.common.state.KeyedStateStore;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.state.KeyedStateBackend;
import org.apache.flink.runtime.state.VoidNamespace;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Training states in keyed state. One of format 1 is replaced by one of parts when it is restored. */
final class TrainingStates {
    private static final Logger LOG = LoggerFactory.getLogger(TrainingStates.class);

    private static final MapStateDescriptor<String, byte[]> PARTS = new MapStateDescriptor<>(
            "training-state-parts", Types.STRING, PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO);

    private static final MapStateDescriptor<String, byte[]> CHALLENGERS = new MapStateDescriptor<>(
            "challenger-state-parts", Types.STRING, PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO);

    private static final ValueStateDescriptor<byte[]> FORMAT_1 =
            new ValueStateDescriptor<>("training-state", PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO);

    private final StateParts parts;
    private final MapState<String, byte[]> challengerChunks;
    private final StateParts challengers;
    private final ValueState<byte[]> format1;

    TrainingStates(KeyedStateStore store, int chunkBytes) {
        parts = new StateParts(new KeyedChunks(store.getMapState(PARTS)), chunkBytes);
        challengerChunks = store.getMapState(CHALLENGERS);
        challengers = new StateParts(new KeyedChunks(challengerChunks), chunkBytes);
        format1 = store.getState(FORMAT_1);
    }

    /** Every model that has a state, in order. */
    static Set<String> models(KeyedStateBackend<String> backend) {
        Set<String> models = new TreeSet<>();
        for (String state : List.of(PARTS.getName(), FORMAT_1.getName())) {
            try (Stream<String> keys = backend.getKeys(state, VoidNamespace.INSTANCE)) {
                keys.forEach(models::add);
            }
        }
        return models;
    }

    /** The model that is the current key: as its state says, or new if it has none. */
    ModelSession session(String model, JobConfig config, long nextVersion, long nowMs) throws IOException {
        byte[] frame = format1.value();
        if (frame != null) {
            return replaced(ModelSession.restore(model, config, new StateFrame(frame), nextVersion, nowMs));
        }
        return parts.isEmpty()
                ? ModelSession.create(model, config, nextVersion)
                : ModelSession.restore(model, config, parts, nextVersion, nowMs);
    }

    /** The challenger of the model that is the current key, if its state has one; it goes on beside the session. */
    void challenge(ModelSession session, JobConfig config, long nextVersion, long nowMs) throws IOException {
        if (challengers.isEmpty()) {
            return;
        }
        String key = ChallengerKey.of(session.model());
        ModelSession challenger = ModelSession.restore(key, config, challengers, nextVersion, nowMs);
        try {
            session.goesOnBeside(challenger);
        } catch (IOException e) {
            challenger.close();
            LOG.warn("another one begins: {}", e.getMessage());
        }
    }

    private ModelSession replaced(ModelSession session) throws IOException {
        try {
            format1.clear();
            save(session);
            return session;
        } catch (IOException | RuntimeException e) {
            session.close();
            throw e;
        }
    }

    /** Saves the model that is the current key, and its challenger; returns the length of their states in bytes. */
    long save(ModelSession session) throws IOException {
        long length = session.save(parts);
        ModelSession challenger = session.challenger();
        if (challenger == null) {
            challengerChunks.clear();
            return length;
        }
        return length + challenger.save(challengers);
    }
}
