package io.rdrop.evaluate;

import io.rdrop.example.ClassTable;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;

/** How often each class was the label, predicted, and both; of few classes also what each was taken for. */
final class ClassTally {
    private final long[] labelled;
    private final long[] predicted;
    private final long[] hits;
    /** [label * classes + prediction]; empty with more classes than a table has rows. */
    private final long[] confusion;

    private long examples;

    ClassTally(int classes) {
        this(
                new long[classes],
                new long[classes],
                new long[classes],
                new long[isDetailed(classes) ? classes * classes : 0]);
    }

    private ClassTally(long[] labelled, long[] predicted, long[] hits, long[] confusion) {
        this.labelled = labelled;
        this.predicted = predicted;
        this.hits = hits;
        this.confusion = confusion;
    }

    ClassTally copy() {
        ClassTally copy = new ClassTally(labelled.clone(), predicted.clone(), hits.clone(), confusion.clone());
        copy.examples = examples;
        return copy;
    }

    /** Whether each of so many classes has all there is to know. */
    static boolean isDetailed(int classes) {
        return classes <= ClassTable.MAX_ROWS;
    }

    /** @param by 1 to put it in, -1 to take it out */
    void count(int label, int prediction, int by) {
        examples += by;
        labelled[label] += by;
        predicted[prediction] += by;
        hits[label] += label == prediction ? by : 0;
        if (confusion.length > 0) {
            confusion[label * labelled.length + prediction] += by;
        }
    }

    /** Mean recall of the classes that occurred: what a constant has is 1 / classes. NaN before the first example. */
    double balancedAccuracy() {
        double sum = 0;
        int occurred = 0;
        for (int c = 0; c < labelled.length; c++) {
            if (labelled[c] > 0) {
                sum += (double) hits[c] / labelled[c];
                occurred++;
            }
        }
        return sum / occurred;
    }

    /**
     * The counts for people.
     *
     * @param names of all classes
     * @param auc of a class; NaN if not known
     */
    ClassTable table(List<String> names, IntToDoubleFunction auc) {
        IntStream shown = IntStream.range(0, labelled.length);
        if (!isDetailed(labelled.length)) {
            shown = shown.filter(c -> labelled[c] > 0)
                    .boxed()
                    .sorted(Comparator.comparingLong(c -> labelled[c]))
                    .limit(ClassTable.MAX_ROWS)
                    .mapToInt(Integer::intValue)
                    .sorted();
        }
        List<ClassTable.Row> rows =
                shown.mapToObj(c -> row(names.get(c), c, auc.applyAsDouble(c))).toList();
        List<List<Long>> matrix = new ArrayList<>();
        for (int from = 0; from < confusion.length; from += labelled.length) {
            List<Long> line = new ArrayList<>(labelled.length);
            for (int c = 0; c < labelled.length; c++) {
                line.add(confusion[from + c]);
            }
            matrix.add(line);
        }
        return new ClassTable(examples, labelled.length, rows, matrix);
    }

    private ClassTable.Row row(String name, int c, double auc) {
        return new ClassTable.Row(name, labelled[c], predicted[c], hits[c], Double.isNaN(auc) ? null : (Double) auc);
    }

    void save(DataOutput out) throws IOException {
        if (confusion.length > 0) {
            for (long count : confusion) {
                out.writeLong(count);
            }
            return;
        }
        for (int c = 0; c < labelled.length; c++) {
            out.writeLong(labelled[c]);
            out.writeLong(predicted[c]);
            out.writeLong(hits[c]);
        }
    }

    static ClassTally restore(int classes, DataInput in) throws IOException {
        ClassTally tally = new ClassTally(classes);
        for (int at = 0; at < tally.confusion.length; at++) {
            long count = counted(in.readLong());
            tally.confusion[at] = count;
            tally.labelled[at / classes] += count;
            tally.predicted[at % classes] += count;
            tally.hits[at / classes] += at / classes == at % classes ? count : 0;
            tally.examples += count;
        }
        if (tally.confusion.length > 0) {
            return tally;
        }
        long taken = 0;
        for (int c = 0; c < classes; c++) {
            tally.labelled[c] = counted(in.readLong());
            tally.predicted[c] = counted(in.readLong());
            tally.hits[c] = counted(in.readLong());
            tally.examples += tally.labelled[c];
            taken += tally.predicted[c];
            if (tally.hits[c] > Math.min(tally.labelled[c], tally.predicted[c])) {
                throw new IOException("class scores state is damaged: " + tally.hits[c] + " hits of "
                        + tally.labelled[c] + " labels and " + tally.predicted[c] + " predictions");
            }
        }
        if (taken != tally.examples) {
            throw new IOException("class scores state is damaged: " + tally.examples + " labels and " + taken
                    + " predictions do not add up");
        }
        return tally;
    }

    private static long counted(long count) throws IOException {
        if (count < 0) {
            throw new IOException("class scores state is damaged: a count of " + count);
        }
        return count;
    }
}
