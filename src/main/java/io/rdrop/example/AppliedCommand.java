package io.rdrop.example;

import io.rdrop.Public;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * A command that took effect, and where: between two examples of its model, so that the same command there leads to the
 * same bytes.
 *
 * @param command what was asked
 * @param examples examples of the model that had come before it, those that wait or were passed over included
 * @param step updates of the model before it
 * @param after the last of these examples, as {@code topic-partition@offset}; null if there was none
 */
@Public
public record AppliedCommand(
        Command command, long examples, long step, @Nullable String after) {
    /** Writes all components. */
    public void write(DataOutput out) throws IOException {
        command.write(out);
        out.writeLong(examples);
        out.writeLong(step);
        ExampleFormat.writeText(after, out);
    }

    /**
     * Reads what {@link #write} wrote.
     *
     * @throws IOException if it is damaged
     */
    public static AppliedCommand read(DataInput in) throws IOException {
        return new AppliedCommand(Command.read(in), in.readLong(), in.readLong(), ExampleFormat.readText(in));
    }
}
