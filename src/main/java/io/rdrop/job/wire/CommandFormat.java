package io.rdrop.job.wire;

import io.rdrop.example.Command;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** Commands between operators. */
public final class CommandFormat implements BinaryFormat<Command> {
    private static final long serialVersionUID = 1L;

    @Override
    public void write(Command value, DataOutput out) throws IOException {
        value.write(out);
    }

    @Override
    public Command read(DataInput in) throws IOException {
        return Command.read(in);
    }
}
