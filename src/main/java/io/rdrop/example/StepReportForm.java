package io.rdrop.example;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * How a training state keeps a step report. A form must not change; another one is another version: 1 had its fields in
 * declaration order, without the divergences, which follow them in 2. Nobody asks it for the outliers
 * or the members of a pool: none has them.
 */
public final class StepReportForm {
    /** The version that is written. */
    public static final int VERSION = 2;

    private static final int WITHOUT_DIVERGENCES = 1;

    /** From the cross-entropy to the norm of the gradient. */
    private static final int TERMS = 6;

    private StepReportForm() {}

    /** Writes all fields. */
    public static void write(StepReport value, DataOutput out) throws IOException {
        ExampleFormat.writeText(value.model(), out);
        out.writeLong(value.step());
        out.writeInt(value.rows());
        out.writeBoolean(value.applied());
        out.writeLong(value.trained());
        out.writeInt(value.replayed());
        out.writeInt(value.memory().replayExamples());
        out.writeInt(value.memory().vocabulary());
        out.writeDouble(value.crossEntropy());
        out.writeDouble(value.klDivergence());
        out.writeDouble(value.loss());
        out.writeDouble(value.alpha());
        out.writeDouble(value.learningRate());
        out.writeDouble(value.gradientNorm());
        writeScores(value.cumulative(), out);
        writeScores(value.window(), out);
        ExampleFormat.writePosition(value.position(), out);
        out.writeLong(value.eventTimeMs());
        out.writeDouble(value.stepMs());
        out.writeInt(value.divergences());
    }

    /** Reads what {@link #write} wrote, in any version. */
    public static StepReport read(DataInput in, int version) throws IOException {
        String model = ExampleFormat.readRequired(in);
        long step = in.readLong();
        int rows = in.readInt();
        boolean applied = in.readBoolean();
        long trained = in.readLong();
        int replayed = in.readInt();
        StepReport.Memory memory = new StepReport.Memory(in.readInt(), in.readInt());
        double[] terms = new double[TERMS];
        for (int i = 0; i < TERMS; i++) {
            terms[i] = in.readDouble();
        }
        Scores cumulative = readScores(in);
        Scores window = readScores(in);
        SourcePosition position = ExampleFormat.readPosition(in);
        long eventTimeMs = in.readLong();
        double stepMs = in.readDouble();
        return new StepReport(
                model,
                step,
                rows,
                applied,
                trained,
                replayed,
                memory,
                terms[0],
                terms[1],
                terms[2],
                terms[3],
                terms[4],
                terms[5],
                version == WITHOUT_DIVERGENCES ? 0 : in.readInt(),
                cumulative,
                window,
                position,
                eventTimeMs,
                stepMs,
                List.of(),
                null);
    }

    /** Writes the scores of a report. */
    public static void writeScores(Scores scores, DataOutput out) throws IOException {
        out.writeLong(scores.examples());
        out.writeInt(scores.values().size());
        for (Map.Entry<Score, Double> score : scores.values().entrySet()) {
            out.writeUTF(score.getKey().key());
            out.writeDouble(score.getValue());
        }
    }

    /** Reads what {@link #writeScores} wrote. */
    public static Scores readScores(DataInput in) throws IOException {
        long examples = in.readLong();
        int count = in.readInt();
        Map<Score, Double> values = new EnumMap<>(Score.class);
        for (int i = 0; i < count; i++) {
            values.put(Score.ofKey(in.readUTF()), in.readDouble());
        }
        return new Scores(examples, values);
    }
}
