package io.rdrop.job.wire;

import io.rdrop.example.Example;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** How many there are, and each as {@link ExampleRecordFormat} has it. */
public final class ExamplesFormat implements BinaryFormat<Examples> {
    private static final long serialVersionUID = 1L;

    private final ExampleRecordFormat format = new ExampleRecordFormat();

    @Override
    public BinaryFormat<Examples> duplicate() {
        return new ExamplesFormat();
    }

    @Override
    public void write(Examples value, DataOutput out) throws IOException {
        out.writeInt(value.examples().size());
        for (Example one : value.examples()) {
            format.write(one, out);
        }
    }

    @Override
    public Examples read(DataInput in) throws IOException {
        int count = in.readInt();
        List<Example> examples = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            examples.add(format.read(in));
        }
        return new Examples(examples);
    }
}
