package io.rdrop.job;

import io.rdrop.registry.OtherWriterException;
import io.rdrop.registry.RegistryLease;
import java.io.IOException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A lease that is renewed, by a thread of its own, until it is closed. A registry that cannot be reached is no reason
 * not to train: {@link #require} says so, when there is something to publish.
 */
final class KeptLease implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(KeptLease.class);

    private final RegistryLease lease;
    private final ScheduledExecutorService renewing = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "rdrop-lease");
        thread.setDaemon(true);
        return thread;
    });

    private boolean isGivenUp;

    private KeptLease(RegistryLease lease) {
        this.lease = lease;
    }

    /**
     * Takes a lease and keeps it.
     *
     * @throws OtherWriterException if another job has it, and is alive
     */
    @SuppressWarnings("FutureReturnValueIgnored") // renew() says itself what fails
    static KeptLease take(RegistryLease lease) throws OtherWriterException, InterruptedException {
        try {
            lease.take(time -> TimeUnit.MILLISECONDS.sleep(time.toMillis()));
        } catch (OtherWriterException e) {
            throw e;
        } catch (IOException e) {
            LOG.warn("the registry's lease cannot be taken yet", e);
        }
        KeptLease kept = new KeptLease(lease);
        long everyMs = RegistryLease.RENEWAL.toMillis();
        kept.renewing.scheduleWithFixedDelay(kept::renew, everyMs, everyMs, TimeUnit.MILLISECONDS);
        return kept;
    }

    private void renew() {
        try {
            renewNow();
        } catch (IOException | RuntimeException e) {
            LOG.warn("the registry's lease is not renewed", e);
        }
    }

    private synchronized void renewNow() throws IOException {
        if (!isGivenUp) {
            lease.renew();
        }
    }

    /**
     * Makes sure of the lease now, see {@link RegistryLease#require}.
     *
     * @throws OtherWriterException if another job has taken it
     */
    synchronized void require() throws IOException {
        if (!isGivenUp) {
            lease.require();
        }
    }

    /** Gives the lease up. */
    @Override
    public void close() {
        renewing.shutdownNow();
        try {
            release();
        } catch (IOException | RuntimeException e) {
            LOG.warn("the registry's lease is not given up: it expires", e);
        }
    }

    private synchronized void release() throws IOException {
        isGivenUp = true;
        lease.release();
    }
}
