package io.rdrop.predict;

import io.rdrop.Public;
import io.rdrop.example.ColumnMoments;
import io.rdrop.example.Decoded;
import io.rdrop.example.Example;
import io.rdrop.example.Features;
import io.rdrop.example.Rejection;
import io.rdrop.learn.TextDraw;
import io.rdrop.learn.TextSearch;
import io.rdrop.registry.ModelRegistry;
import io.rdrop.registry.RegistryException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Predicts as a model in a registry would, to the last bit: by one version, or always by the latest. Learns nothing.
 *
 * <pre>{@code
 * ModelRegistry registry = new ModelRegistry(new LocalRegistryStorage(Path.of("models")), Clock.systemUTC());
 * try (Predictor predictor = Predictor.of(registry, "default").open()) {
 *     Prediction prediction = predictor.predict("{\"features\": {\"x\": 1.5}}".getBytes(UTF_8));
 *     System.out.println(prediction.label() + " " + prediction.probability());
 * }
 * }</pre>
 *
 * <p>Files are used only if their hashes are those of the manifest, and a version only if it predicts what its probe
 * says. A newer version replaces the one in use between two calls; what is under way ends with the version that it
 * began with. Thread-safe: as many threads predict at the same time as {@link Builder#atMost} says, others wait for
 * them. {@link #close} frees native memory.
 */
@Public
public final class Predictor implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Predictor.class);

    private final ModelRegistry registry;
    private final String model;
    private final boolean follows;
    private final int most;
    private final Check check;
    private final @Nullable TextSearch search;
    private final @Nullable ScheduledExecutorService looking;
    private volatile OpenVersion current;
    private volatile boolean closed;
    private volatile @Nullable String refused;

    private Predictor(Builder settings) throws IOException {
        registry = settings.registry;
        model = settings.model;
        follows = settings.version == null;
        most = settings.most;
        check = settings.check;
        search = settings.search;
        current = open(settings.version == null ? latest(registry, model) : settings.version);
        looking = settings.interval == null
                ? null
                : Executors.newSingleThreadScheduledExecutor(task -> {
                    Thread thread = new Thread(task, "rdrop-predict " + model);
                    thread.setDaemon(true);
                    return thread;
                });
    }

    private void look(Duration interval) {
        if (looking != null) {
            ScheduledFuture<?> unused = looking.scheduleWithFixedDelay(
                    this::refresh, interval.toNanos(), interval.toNanos(), TimeUnit.NANOSECONDS);
        }
    }

    /** What is to predict: the latest version, unless it is told otherwise. */
    public static Builder of(ModelRegistry registry, String model) {
        return new Builder(registry, model);
    }

    /** Looks at a version that is sound, before it is gone over to. */
    @FunctionalInterface
    public interface Check {
        /** Why it is none to predict by, as in {@code is of another task}; empty if it is. */
        Optional<String> problem(ModelVersion version);
    }

    /** What is to be opened, and how. */
    public static final class Builder {
        private final ModelRegistry registry;
        private final String model;
        private @Nullable Long version;
        private @Nullable Duration interval;
        private Check check = version -> Optional.empty();
        private @Nullable TextSearch search;
        private int most = Runtime.getRuntime().availableProcessors();

        private Builder(ModelRegistry registry, String model) {
            this.registry = registry;
            this.model = model;
        }

        /** This version, whatever comes after it. */
        public Builder version(long number) {
            version = number;
            return this;
        }

        /** The latest version, asked for at this interval. Without one {@link Predictor#refresh} asks. */
        public Builder following(Duration every) {
            interval = every;
            return this;
        }

        /** So many threads at the same time; each needs the memory of one network. As many as processors if not set. */
        public Builder atMost(int threads) {
            most = threads;
            return this;
        }

        /**
         * Translation and summarization: follows so many sequences per source, and not the most probable subword alone.
         * Versions are verified, and learned with, greedily.
         *
         * @param sequences 1, which is greedy, to 64
         * @param lengthPenalty exponent p &ge; 0 of ((5 + length) / 6)^p, by which sums of log-probabilities of
         *     sequences that ended are divided (arXiv 1609.08144, Eq. 14); 0 leaves them as they are, 0.6 is usual
         * @throws IllegalArgumentException if one of them is out of bounds
         */
        public Builder beam(int sequences, double lengthPenalty) {
            search = new TextSearch(sequences, lengthPenalty);
            return this;
        }

        /** Only versions in which this finds no problem; others are refused as damaged ones are. */
        public Builder checkedBy(Check further) {
            check = further;
            return this;
        }

        /**
         * What {@link #open} would open now. Only its manifest and its configuration are read, and native libraries are
         * not needed: it may still turn out that it cannot be opened.
         *
         * @throws IOException if there is no such model or version, or these two cannot be read
         */
        public ModelVersion describe() throws IOException {
            long number = version == null ? latest(registry, model) : version;
            return OpenVersion.describe(registry, model, number);
        }

        /**
         * Opens it.
         *
         * @return to be closed by the caller
         * @throws IOException if there is no such model or version, or it cannot be opened or verified
         * @throws UnsupportedOperationException if it has a {@link #beam} and the model writes no texts
         */
        public Predictor open() throws IOException {
            if (most < 1) {
                throw new IllegalArgumentException("atMost must be >= 1 but was " + most);
            }
            if (interval != null && (interval.isNegative() || interval.isZero())) {
                throw new IllegalArgumentException("following must be > 0 but was " + interval);
            }
            if (interval != null && version != null) {
                throw new IllegalArgumentException("version " + version + " is to stay, so nothing is to be followed");
            }
            Predictor predictor = new Predictor(this);
            if (interval != null) {
                predictor.look(interval);
            }
            return predictor;
        }
    }

    /**
     * What a record says by itself: an example, or why it is none. The label may be absent.
     *
     * @param json a record as it is in a topic of JSON, whatever format the job reads
     */
    public Decoded decode(byte[] json) {
        return with(reader -> reader.decode(json));
    }

    /**
     * Predicts a record.
     *
     * @param json as for {@link #decode}
     * @throws RefusedRecordException if it is none of this model
     */
    public Prediction predict(byte[] json) {
        return with(reader -> {
            Decoded decoded = reader.decode(json);
            if (decoded instanceof Rejection rejection) {
                throw new RefusedRecordException(rejection.reason(), rejection.detail());
            }
            return reader.predict(List.of((Example) decoded)).get(0);
        });
    }

    /**
     * Predicts from features.
     *
     * @throws IllegalArgumentException if they are none of this model
     */
    public Prediction predict(Features features) {
        return with(reader -> reader.predict(List.of(reader.example(features))).get(0));
    }

    /**
     * Predicts examples, all by the same version. An example that has a history keeps it; the others get the labels
     * that the version ended with. Their own labels are not looked at.
     *
     * @throws IllegalArgumentException if one of them is none of this model
     */
    public List<Prediction> predict(List<Example> examples) {
        return with(reader -> reader.predict(examples));
    }

    /**
     * Predicts examples as {@link #predict(List)} does, each as if it were alone: it has the bits that {@link
     * #predict(byte[])} gives for its record, whatever comes with it. Networks that are computed by BLAS round
     * otherwise in company.
     *
     * @throws IllegalArgumentException if one of them is none of this model
     */
    public List<Prediction> predictEach(List<Example> examples) {
        return with(reader -> reader.predictEach(examples));
    }

    /**
     * How far dropout passes of the version's network are apart on an example, of a pool those of its first member with
     * R-Drop: the second term of the objective that it learned by, without alpha. With two passes 1/2 [KL(P1||P2) +
     * KL(P2||P1)] of classes (arXiv 2106.14448, in Eq. 4) and |y1 - y2|^2 of numbers. Nothing is learned by it, and no
     * prediction changes a bit.
     *
     * @param step 0-based number of the update whose masks are drawn; the same step and example give the same
     * @return nats of classes, squares on the network's scale of numbers; not finite if the network has diverged; empty
     *     if none learns with R-Drop, and of tasks with many targets in an example
     * @throws IllegalArgumentException if the example is none of this model
     */
    public OptionalDouble divergence(Example example, long step) {
        return with(reader -> reader.divergence(example, step));
    }

    /**
     * What a language model draws to follow a text, which goes on where what it learned ended. The same version, seed
     * and temperature draw the same.
     *
     * @param characters code points to draw, 1 to 1,000,000
     * @param temperature T &ge; 0: the log-odds of each bit of a byte are divided by it; 1 draws as the model believes,
     *     0 takes the more probable bit each time
     * @throws IllegalArgumentException if one of them is out of bounds
     * @throws UnsupportedOperationException if the model is no language model
     */
    public String continuation(String text, int characters, double temperature, long seed) {
        TextDraw draw = new TextDraw(characters, temperature, seed);
        return with(reader -> reader.continuation(text, draw));
    }

    private <T> T with(Function<VersionReader, T> work) {
        while (true) {
            OpenVersion version = current;
            VersionReader reader = version.borrow();
            if (reader != null) {
                try {
                    return work.apply(reader);
                } finally {
                    version.giveBack(reader);
                }
            }
            if (closed) {
                throw new IllegalStateException("the predictor of model " + model + " is closed");
            }
        }
    }

    /** The version in use. */
    public ModelVersion version() {
        return current.version();
    }

    /** What the version in use has learned of its columns of numbers, in a record's order; none of what is no table. */
    public List<ColumnMoments> columns() {
        return current.columns();
    }

    /** Why `latest` is not in use, if it is not: it could not be read, or its version not be opened or verified. */
    public Optional<String> refused() {
        return Optional.ofNullable(refused);
    }

    /**
     * Goes over to the version that `latest` names, if that is another one. One that cannot be opened or verified is
     * refused, and the version in use stays.
     *
     * @return whether another version is in use now
     */
    public synchronized boolean refresh() {
        if (closed || !follows) {
            return false;
        }
        try {
            long latest = latest(registry, model);
            boolean moves = latest != current.version().version();
            if (moves) {
                OpenVersion old = current;
                current = open(latest);
                old.retire();
                LOG.info("model {} predicts by version {}", model, latest);
            }
            refused = null;
            return moves;
        } catch (IOException | RuntimeException e) {
            String why = String.valueOf(e.getMessage());
            if (!why.equals(refused)) {
                LOG.warn("model {} stays at version {}: {}", model, version().version(), why);
            }
            refused = why;
            return false;
        }
    }

    private static long latest(ModelRegistry registry, String model) throws IOException {
        return registry.latest(model)
                .orElseThrow(() -> new RegistryException("model " + model + " has no latest version"));
    }

    private OpenVersion open(long version) throws IOException {
        return OpenVersion.of(registry, model, version, most, search, check);
    }

    /** Frees native memory, as soon as what is under way has ended. */
    @Override
    public synchronized void close() {
        closed = true;
        if (looking != null) {
            looking.shutdown();
        }
        current.retire();
    }
}
