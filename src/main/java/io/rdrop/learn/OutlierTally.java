package io.rdrop.learn;

import io.rdrop.example.ExampleFormat;
import io.rdrop.example.Outliers;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Outliers of a model by column: of the latest micro-batch, and since the model began. */
public final class OutlierTally {
    private final Map<String, Outliers> latest = new LinkedHashMap<>();
    private final Map<String, Outliers> total = new LinkedHashMap<>();

    /** Forgets the latest micro-batch. */
    public void startBatch() {
        latest.clear();
    }

    /** Counts what was found. */
    public void add(Outliers found) {
        Outliers counted = found.as(Outliers.columnBeside(total.keySet(), found.column()));
        latest.merge(counted.column(), counted, Outliers::plus);
        total.merge(counted.column(), counted, Outliers::plus);
    }

    /** Of the latest micro-batch. */
    public List<Outliers> latest() {
        return List.copyOf(latest.values());
    }

    /** Since the model began. */
    public List<Outliers> total() {
        return List.copyOf(total.values());
    }

    /** Writes the total. */
    public void save(DataOutput out) throws IOException {
        out.writeInt(total.size());
        for (Outliers outliers : total.values()) {
            ExampleFormat.writeText(outliers.column(), out);
            out.writeLong(outliers.count());
            out.writeDouble(outliers.largest());
            ExampleFormat.writePosition(outliers.position(), out);
        }
    }

    /** Restores what {@link #save} wrote. */
    public void restore(DataInput in) throws IOException {
        latest.clear();
        total.clear();
        int columns = in.readInt();
        if (columns < 0 || columns > Outliers.MOST_COLUMNS + 1) {
            throw new IOException("outliers of " + columns + " columns cannot be");
        }
        for (int i = 0; i < columns; i++) {
            Outliers outliers = new Outliers(
                    ExampleFormat.readRequired(in), in.readLong(), in.readDouble(), ExampleFormat.readPosition(in));
            total.put(outliers.column(), outliers);
        }
    }
}
