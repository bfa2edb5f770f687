package io.rdrop.job;

import io.rdrop.registry.OtherWriterException;
import io.rdrop.registry.RegistryLease;
import io.rdrop.registry.RegistryStorage;
import io.rdrop.registry.RegistryWriter;
import java.io.IOException;
import java.time.InstantSource;
import java.util.Iterator;
import java.util.List;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.runtime.execution.SuppressRestartsException;
import org.jspecify.annotations.Nullable;

/**
 * What makes a job the one writer of its registry: an id, which its state carries, and the registry's lease, which its
 * first subtask holds for all.
 */
final class SoleWriter implements AutoCloseable {
    private final ListState<String> state;
    private final String id;
    private final @Nullable KeptLease lease;

    private SoleWriter(ListState<String> state, String id, @Nullable KeptLease lease) {
        this.state = state;
        this.id = id;
        this.lease = lease;
    }

    /**
     * Takes the lease, if this is the first subtask.
     *
     * @param state has the id, unless the job starts without state; every subtask sees it
     * @param firstId the id of a job without state
     * @throws SuppressRestartsException if another job writes: it would be there after a restart, too
     */
    static SoleWriter start(
            ListState<String> state, String firstId, boolean isFirst, RegistryStorage registry, String job)
            throws Exception {
        Iterator<String> restored = state.get().iterator();
        String id = restored.hasNext() ? restored.next() : firstId;
        if (!isFirst) {
            return new SoleWriter(state, id, null);
        }
        InstantSource clock = InstantSource.system();
        try {
            return new SoleWriter(
                    state,
                    id,
                    KeptLease.take(new RegistryLease(registry, RegistryWriter.here(id, job, clock.instant()), clock)));
        } catch (OtherWriterException e) {
            throw new SuppressRestartsException(e);
        }
    }

    /** Makes sure that what is published now is this job's to publish. */
    void require() throws IOException {
        if (lease == null) {
            return;
        }
        try {
            lease.require();
        } catch (OtherWriterException e) {
            throw new SuppressRestartsException(e);
        }
    }

    /** Writes the id into the state, once for all subtasks. */
    void save() throws Exception {
        state.update(lease == null ? List.of() : List.of(id));
    }

    @Override
    public void close() {
        if (lease != null) {
            lease.close();
        }
    }
}
