package io.rdrop.example;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.EnumMap;
import java.util.Map;

/** How a training state keeps a step report: its fields in declaration order. It must not change; another form is another version. */
public final class StepReportForm {
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
    }

    /** Reads what {@link #write} wrote. */
    public static StepReport read(DataInput in) throws IOException {
        return new StepReport(
                ExampleFormat.readRequired(in),
                in.readLong(),
                in.readInt(),
                in.readBoolean(),
                in.readLong(),
                in.readInt(),
                new StepReport.Memory(in.readInt(), in.readInt()),
                in.readDouble(),
                in.readDouble(),
                in.readDouble(),
                in.readDouble(),
                in.readDouble(),
                in.readDouble(),
                readScores(in),
                readScores(in),
                ExampleFormat.readPosition(in),
                in.readLong(),
                in.readDouble());
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
