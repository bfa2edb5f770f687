package io.rdrop.sql;

import io.rdrop.predict.ModelVersion;
import io.rdrop.predict.Prediction;
import io.rdrop.predict.Predictor;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.table.api.ValidationException;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.functions.FunctionContext;
import org.apache.flink.table.functions.PredictFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One output row for each input row, by a {@link Predictor} that each parallel task opens and closes. A row is
 * predicted by one version, by whose columns it was read.
 */
public final class RowPredictFunction extends PredictFunction {
    /** Group of the metrics {@value #VERSION}, {@value #REFUSED_VERSION} and {@value #REFUSED_ROWS}. */
    static final String METRICS = "rdrop";

    static final String VERSION = "modelVersion";
    static final String REFUSED_VERSION = "latestRefused";
    static final String REFUSED_ROWS = "refusedRows";

    private static final long serialVersionUID = 1L;
    private static final Logger LOG = LoggerFactory.getLogger(RowPredictFunction.class);

    private final String directory;
    private final String model;
    private final VersionChoice choice;
    private final Duration interval;
    private final OnRefused onRefused;
    private final ArrayList<Field> inputs;
    private final ArrayList<Field> outputs;

    private transient @Nullable Predictor predictor;
    private transient @Nullable Columns columns;
    private transient @Nullable Counter refusedRows;

    /** How a version reads and writes the declared columns. */
    private record Columns(ModelVersion version, RowInputs inputs, RowOutputs outputs) {
        static Columns of(ModelVersion version, List<Field> inputs, List<Field> outputs) {
            return new Columns(version, RowInputs.of(version, inputs), RowOutputs.of(version, outputs));
        }

        boolean areOf(ModelVersion other) {
            return version.manifestSha256().equals(other.manifestSha256());
        }
    }

    RowPredictFunction(
            String directory,
            String model,
            VersionChoice choice,
            Duration interval,
            OnRefused onRefused,
            List<Field> inputs,
            List<Field> outputs) {
        this.directory = directory;
        this.model = model;
        this.choice = choice;
        this.interval = interval;
        this.onRefused = onRefused;
        this.inputs = new ArrayList<>(inputs);
        this.outputs = new ArrayList<>(outputs);
    }

    /**
     * Holds the columns against the version, as it is now.
     *
     * @throws ValidationException naming the column that does not fit, or what cannot be read of the registry
     */
    void validate() {
        for (Field output : outputs) {
            if (onRefused == OnRefused.NULL && !output.type().isNullable()) {
                throw new ValidationException("output column " + output.name()
                        + " must be nullable, since it is NULL for a row that cannot be predicted; or set"
                        + " 'on-refused' = 'fail'");
            }
        }
        ModelVersion version;
        try {
            version = builder().describe();
        } catch (IOException | RuntimeException e) {
            throw new ValidationException(
                    "model " + model + ", version " + choice + ", cannot be read from the registry " + directory + ": "
                            + e.getMessage(),
                    e);
        }
        Columns.of(version, inputs, outputs);
    }

    private Predictor.Builder builder() throws IOException {
        // One thread: a task calls it from its own alone.
        return choice.in(
                Predictor.of(RdropModelFactory.registry(directory), model).atMost(1), interval);
    }

    @Override
    public void open(FunctionContext context) throws Exception {
        super.open(context);
        Predictor opened = builder().open();
        predictor = opened;
        columns = Columns.of(opened.version(), inputs, outputs);
        MetricGroup metrics = context.getMetricGroup().addGroup(METRICS);
        metrics.gauge(VERSION, () -> opened.version().version());
        metrics.gauge(REFUSED_VERSION, () -> opened.refused().isPresent() ? 1 : 0);
        refusedRows = metrics.counter(REFUSED_ROWS);
    }

    @Override
    public Collection<RowData> predict(RowData row) {
        Predictor open = Objects.requireNonNull(predictor);
        while (true) {
            ModelVersion version = open.version();
            Columns known = columnsOf(version);
            try {
                // What eval(), which is final, makes of a row's values.
                Prediction prediction = open.predict(known.inputs().features((GenericRowData) row));
                if (known.areOf(prediction.by())) {
                    return List.of(known.outputs().row(prediction));
                }
            } catch (RefusedRowException e) {
                return List.of(refused(e));
            } catch (IllegalArgumentException e) {
                if (known.areOf(open.version())) {
                    throw e;
                }
            }
            // Another version came in between: again, by its columns.
        }
    }

    private Columns columnsOf(ModelVersion version) {
        Columns known = Objects.requireNonNull(columns);
        if (!known.areOf(version)) {
            known = Columns.of(version, inputs, outputs);
            columns = known;
        }
        return known;
    }

    private RowData refused(RefusedRowException e) {
        if (onRefused == OnRefused.FAIL) {
            throw new IllegalArgumentException("a row cannot be predicted: " + e.getMessage(), e);
        }
        Counter counter = Objects.requireNonNull(refusedRows);
        if (counter.getCount() == 0) {
            LOG.warn("rows cannot be predicted and give NULL; the first: {}", e.getMessage());
        }
        counter.inc();
        return new GenericRowData(outputs.size());
    }

    /** Who follows the latest version may give another answer when asked again. */
    @Override
    public boolean isDeterministic() {
        return !choice.isLatest();
    }

    @Override
    public void close() throws Exception {
        if (predictor != null) {
            predictor.close();
            predictor = null;
        }
        super.close();
    }
}
