package io.rdrop.tools.serve;

import io.rdrop.predict.Predictor;
import io.rdrop.registry.ModelRegistry;
import io.rdrop.telemetry.ServingMeters;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The models of a registry, each opened when it is first asked for, and following its latest version. Thread-safe. */
final class ServedModels implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ServedModels.class);

    private final ModelRegistry registry;
    private final @Nullable String only;
    private final int threads;
    private final ServingMeters meters;
    private final Map<String, Predictor> open = new ConcurrentHashMap<>();
    private final ScheduledExecutorService looking = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "rdrop-serve-versions");
        thread.setDaemon(true);
        return thread;
    });
    private boolean closed;

    /**
     * @param only the model that is served; null for all
     * @param threads that predict by one model at the same time
     */
    ServedModels(ModelRegistry registry, @Nullable String only, int threads, ServingMeters meters) {
        this.registry = registry;
        this.only = only;
        this.threads = threads;
        this.meters = meters;
    }

    /** Looks for new versions, now and at this interval. */
    void follow(Duration interval) {
        look();
        ScheduledFuture<?> unused = looking.scheduleWithFixedDelay(
                this::look, interval.toNanos(), interval.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** Opens a model if none is open, so that one knows whether there is something to serve. */
    private void look() {
        try {
            open.values().forEach(Predictor::refresh);
            List<String> models = open.isEmpty() ? models() : List.of();
            if (!models.isEmpty()) {
                get(models.get(0));
            }
        } catch (IOException | HttpFault | RuntimeException e) {
            LOG.warn("no model can be served: {}", e.getMessage());
        }
    }

    /** Whether any model is open. */
    boolean isReady() {
        return !open.isEmpty();
    }

    /** The models that may be asked for. */
    private List<String> models() throws IOException {
        List<String> models = registry.models();
        return only == null ? models : models.contains(only) ? List.of(only) : List.of();
    }

    /** A model's predictor, owned by this. */
    Predictor get(String model) throws HttpFault {
        Predictor opened = open.get(model);
        return opened == null ? open(model) : opened;
    }

    private synchronized Predictor open(String model) throws HttpFault {
        Predictor opened = open.get(model);
        if (opened != null) {
            return opened;
        }
        try {
            if (closed || !models().contains(model)) {
                throw new HttpFault(404, "there is no model " + model);
            }
            Predictor predictor = Predictor.of(registry, model).atMost(threads).open();
            meters.serves(model, () -> predictor.version().version(), () -> predictor
                    .refused()
                    .isPresent());
            open.put(model, predictor);
            return predictor;
        } catch (IOException e) {
            LOG.warn("model {} cannot be opened", model, e);
            throw new HttpFault(503, "model " + model + " cannot be opened: " + e.getMessage());
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
        looking.shutdown();
        open.values().forEach(Predictor::close);
    }
}
