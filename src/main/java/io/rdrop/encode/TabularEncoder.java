package io.rdrop.encode;

import io.rdrop.config.EncodingConfig;
import io.rdrop.config.FeatureConfig;
import io.rdrop.config.FeatureType;
import io.rdrop.example.Example;
import io.rdrop.example.Outliers;
import io.rdrop.example.TableFeatures;
import io.rdrop.graph.Formula;
import io.rdrop.graph.InputValues;
import io.rdrop.graph.Value;
import io.rdrop.tensor.SparseRows;
import io.rdrop.tensor.TensorGraph;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.EOFException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * Columns side by side, in configured order: a numeric one gives 1 input (2 with the missing indicator), a categorical
 * one one-hot-categories + hash-buckets. Memory is bounded by the configuration: at most 60 numbers per numeric column,
 * one text per one-hot slot.
 */
public final class TabularEncoder implements SparseEncoder {
    /** Below this width a matrix product costs no more than what it would save. */
    private static final int WIDE = 2048;

    /** Inputs per input that is not 0 from which on leaving the others out pays. */
    private static final int SPARSE = 16;

    /** Format 1 had other statistics in numeric columns, which tell so themselves. */
    private static final int FORMAT = 2;

    private final EncodingConfig config;
    /** The slot of a missing category, and of a number that is there. */
    public static final int NO_SLOT = -1;

    private final List<ColumnEncoder> columns = new ArrayList<>();
    private final List<NumericColumn> numeric = new ArrayList<>();
    private final List<CategoricalColumn> categorical = new ArrayList<>();
    private final List<Outliers> outliers = new ArrayList<>();
    private final int width;
    private final DictionaryBytes dictionaries;
    /** What gives the saved statistics and the inputs their meaning; clip and standardise may change between runs. */
    private final String layout;

    /** As many bytes of categories as there are slots for them. */
    public TabularEncoder(List<FeatureConfig> features, EncodingConfig config) {
        this(features, config, Long.MAX_VALUE);
    }

    /**
     * @param maxDictionaryBytes of all categories that it remembers
     * @throws IllegalArgumentException if there is no feature
     */
    public TabularEncoder(List<FeatureConfig> features, EncodingConfig config, long maxDictionaryBytes) {
        if (features.isEmpty()) {
            throw new IllegalArgumentException("features must name at least 1 column but was empty");
        }
        this.config = config;
        this.dictionaries = new DictionaryBytes(maxDictionaryBytes);
        int inputs = 0;
        List<String> names = new ArrayList<>();
        for (FeatureConfig feature : features) {
            boolean isNumber = feature.type() == FeatureType.NUMERIC;
            if (isNumber) {
                numeric.add(new NumericColumn(feature.name(), numeric.size(), config));
            } else {
                categorical.add(new CategoricalColumn(feature.name(), categorical.size(), config, dictionaries));
            }
            ColumnEncoder column = isNumber ? numeric.get(numeric.size() - 1) : categorical.get(categorical.size() - 1);
            columns.add(column);
            inputs = Math.addExact(inputs, column.width());
            names.add((isNumber ? "numeric " : "categorical ") + feature.name());
        }
        this.width = inputs;
        this.layout = names + ", missing-indicator " + config.missingIndicator() + ", one-hot-categories "
                + config.oneHotCategories() + ", hash-buckets " + config.hashBuckets();
    }

    @Override
    public int width() {
        return width;
    }

    @Override
    public void encode(List<Example> examples, float[] inputs) {
        EncoderChecks.length(inputs, examples.size(), width);
        int at = 0;
        for (Example example : examples) {
            TableFeatures row = row(example);
            for (ColumnEncoder column : columns) {
                column.encode(row, inputs, at);
                at += column.width();
            }
        }
    }

    /** Columns of numbers. */
    public int numbers() {
        return numeric.size();
    }

    /** Columns of {@link #slots}: the categorical ones, and with missing indicators the numeric ones. */
    public int slotColumns() {
        return categorical.size() + (config.missingIndicator() ? numeric.size() : 0);
    }

    /** Slots of all of them. */
    public int slots() {
        return width - numeric.size();
    }

    /**
     * Encodes a row for learners that take numbers and categories apart; changes nothing here.
     *
     * @param numbers [{@link #numbers()}] each as its input; written
     * @param slots [{@link #slotColumns()}] what each lights, 0..{@link #slots()} - 1, or {@link #NO_SLOT}; written
     * @throws IllegalArgumentException if it has other columns than configured
     */
    public void encode(Example example, float[] numbers, int[] slots) {
        TableFeatures row = row(example);
        int first = 0;
        for (int i = 0; i < categorical.size(); i++) {
            int place = categorical.get(i).place(row);
            slots[i] = place == NO_SLOT ? NO_SLOT : first + place;
            first += categorical.get(i).width();
        }
        for (int i = 0; i < numeric.size(); i++) {
            boolean isMissing = numeric.get(i).isMissing(row);
            numbers[i] = numeric.get(i).input(row, isMissing);
            if (config.missingIndicator()) {
                slots[categorical.size() + i] = isMissing ? first + i : NO_SLOT;
            }
        }
    }

    /** Whether a number is neither missing nor an outlier, by the statistics so far. */
    public boolean isUsual(TableFeatures row, int number) {
        return !numeric.get(number).isMissing(row);
    }

    @Override
    public boolean isSparse() {
        int most = columns.stream().mapToInt(ColumnEncoder::most).sum();
        return width >= WIDE && width / SPARSE >= most;
    }

    @Override
    public void encode(List<Example> examples, SparseRows into) {
        into.clear();
        for (Example example : examples) {
            TableFeatures row = row(example);
            int at = 0;
            for (ColumnEncoder column : columns) {
                column.encode(row, into, at);
                at += column.width();
            }
            into.endRow();
        }
    }

    @Override
    public void observe(List<Example> examples) {
        outliers.clear();
        for (Example example : examples) {
            TableFeatures row = row(example);
            for (ColumnEncoder column : columns) {
                Outliers outlier = column.observe(row, example.position());
                if (outlier != null) {
                    outliers.add(outlier);
                }
            }
        }
    }

    @Override
    public List<Outliers> outliers() {
        return outliers;
    }

    private TableFeatures row(Example example) {
        if (!(example.features() instanceof TableFeatures row)) {
            throw new IllegalArgumentException("example must be a row of a table but was "
                    + example.features().getClass().getSimpleName() + " (id " + example.id() + ", "
                    + example.position() + ")");
        }
        if (row.numbers().length != numeric.size() || row.categories().length != categorical.size()) {
            throw new IllegalArgumentException("example must have " + numeric.size() + " numbers and "
                    + categorical.size()
                    + " categories but had " + row.numbers().length + " and " + row.categories().length + " (id "
                    + example.id() + ", " + example.position() + ")");
        }
        return row;
    }

    @Override
    public void save(DataOutput out) throws IOException {
        out.writeInt(FORMAT);
        StateText.write(layout, out);
        for (ColumnEncoder column : columns) {
            column.save(out);
        }
    }

    @Override
    public void restore(DataInput in) throws IOException {
        try {
            int format = in.readInt();
            if (format < 1 || format > FORMAT) {
                throw new IOException("encoder state must have format 1 or " + FORMAT + " but had " + format);
            }
            String saved = StateText.read(in);
            if (!saved.equals(layout)) {
                throw new IOException("encoder state must have columns " + layout + " but had " + saved);
            }
            dictionaries.clear();
            for (ColumnEncoder column : columns) {
                column.restore(in);
            }
        } catch (EOFException e) {
            throw new IOException("encoder state is damaged: it ends too early", e);
        }
    }

    @Override
    public Map<String, Object> describe() {
        List<Map<String, Object>> described = new ArrayList<>();
        int first = 0;
        for (ColumnEncoder column : columns) {
            Map<String, Object> description = column.describe();
            description.put("first-input", first);
            description.put("inputs", column.width());
            described.add(description);
            first += column.width();
        }
        Map<String, Object> description = new LinkedHashMap<>();
        description.put("encoder", "tabular");
        description.put("format", FORMAT);
        description.put("width", width);
        description.put("standardise", config.standardise());
        description.put("clip", config.clip());
        description.put("missing-indicator", config.missingIndicator());
        description.put("one-hot-categories", config.oneHotCategories());
        description.put("hash-buckets", config.hashBuckets());
        description.put("hash", "FNV-1a 32 of UTF-8, MurmurHash3 fmix32, unsigned modulo hash-buckets");
        description.put("columns", described);
        return description;
    }

    @Override
    public int vocabulary() {
        int words = 0; // once a micro-batch
        for (CategoricalColumn column : categorical) {
            words += column.vocabulary();
        }
        return words;
    }

    @Override
    public long dictionaryBytes() {
        return dictionaries.used();
    }

    @Override
    public long turnedAway() {
        return dictionaries.turnedAway();
    }

    /** The columns in a graph, with the statistics of now. */
    public TableColumns columns(Formula formula) {
        return TableColumns.of(formula, config, numeric, categorical);
    }

    /**
     * What each column of {@link #slots} lights, in a graph.
     *
     * @return [rows, slotColumns] int64, counted over all columns, -1 for none; null if there is none
     */
    public @Nullable Value slots(Formula formula, TableColumns columns) {
        List<Value> slots = new ArrayList<>();
        long categories = categorical.size();
        long perColumn = categorical.isEmpty() ? 0 : categorical.get(0).width();
        if (columns.categories() != null) {
            Value first = formula.graph()
                    .longs(LongStream.range(0, categories)
                            .map(i -> i * perColumn)
                            .toArray());
            slots.add(formula.where(
                    formula.graph()
                            .op("Less", columns.categories(), formula.graph().scalar(0L)),
                    formula.graph().scalar((long) NO_SLOT),
                    formula.plus(columns.categories(), first)));
        }
        if (config.missingIndicator() && columns.missing() != null) {
            Value first = formula.graph()
                    .longs(LongStream.range(0, numeric.size())
                            .map(i -> categories * perColumn + i)
                            .toArray());
            slots.add(formula.where(columns.missing(), first, formula.graph().scalar((long) NO_SLOT)));
        }
        return slots.isEmpty() ? null : formula.join(1, slots);
    }

    /**
     * The same as inputs, in a graph: 1 for each that is lit.
     *
     * @return [rows, slots] float32; null if there is none
     */
    public @Nullable Value slotInputs(Formula formula, TableColumns columns) {
        List<Value> inputs = new ArrayList<>();
        if (columns.categories() != null) {
            long perColumn = categorical.get(0).width();
            inputs.add(formula.reshape(
                    formula.oneHot(columns.categories(), perColumn), 0, categorical.size() * perColumn));
        }
        if (config.missingIndicator() && columns.missing() != null) {
            inputs.add(formula.toFloat(columns.missing()));
        }
        return inputs.isEmpty() ? null : formula.join(1, inputs);
    }

    @Override
    public Optional<TensorGraph> encode(Formula formula) {
        TableColumns table = columns(formula);
        List<Value> parts = new ArrayList<>();
        for (Value part : Arrays.asList(table.numbers(), slotInputs(formula, table))) {
            if (part != null) {
                parts.add(part);
            }
        }
        Value order = formula.graph().longs(order());
        return Optional.of(TensorGraph.dense(width, formula.gather(formula.join(1, parts), order, 1)));
    }

    @Override
    public List<InputValues> graphInputs(List<Example> examples) {
        double[] numbers = new double[examples.size() * numeric.size()];
        double[] categories = new double[examples.size() * categorical.size()];
        for (int i = 0; i < examples.size(); i++) {
            TableFeatures row = row(examples.get(i));
            System.arraycopy(row.numbers(), 0, numbers, i * numeric.size(), numeric.size());
            for (int c = 0; c < categorical.size(); c++) {
                categories[i * categorical.size() + c] = categorical.get(c).place(row);
            }
        }
        List<InputValues> inputs = new ArrayList<>();
        if (!numeric.isEmpty()) {
            inputs.add(new InputValues(TableColumns.NUMBERS, numbers, new int[] {examples.size(), numeric.size()}));
        }
        if (!categorical.isEmpty()) {
            inputs.add(new InputValues(
                    TableColumns.CATEGORIES, categories, new int[] {examples.size(), categorical.size()}));
        }
        return inputs;
    }

    /** Where each input is when numbers come first, then categories, then what is missing. */
    private long[] order() {
        long perColumn = categorical.isEmpty() ? 0 : categorical.get(0).width();
        long category = numeric.size();
        long number = 0;
        long missing = category + categorical.size() * perColumn;
        LongStream.Builder order = LongStream.builder();
        for (ColumnEncoder column : columns) {
            if (column instanceof NumericColumn) {
                order.add(number++);
                if (config.missingIndicator()) {
                    order.add(missing++);
                }
            } else {
                for (int i = 0; i < perColumn; i++) {
                    order.add(category++);
                }
            }
        }
        return order.build().toArray();
    }
}
