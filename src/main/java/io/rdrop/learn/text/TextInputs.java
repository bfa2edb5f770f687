package io.rdrop.learn.text;

import io.rdrop.encode.TermEncoder;
import io.rdrop.encode.TextTerms;
import io.rdrop.example.Example;
import io.rdrop.graph.Formula;
import io.rdrop.learn.table.LabelHistory;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** The text at hand, with what was known before it. */
public final class TextInputs implements LabelHistory, TermRow {
    private final TermEncoder encoder;
    private final TextTerms terms = new TextTerms();
    private int lastLabel = NO_LABEL;

    public TextInputs(TermEncoder encoder) {
        this.encoder = encoder;
    }

    @Override
    public TextTerms terms() {
        return terms;
    }

    @Override
    public int lastLabel() {
        return lastLabel;
    }

    /** Encodes a text; changes nothing that the next one depends on. */
    public void encode(Example example) {
        encoder.encode(example, terms);
    }

    /** Gives rows to the terms of the text that have none, where there is room. */
    public void admit() {
        encoder.admit(terms);
    }

    /** The text and its label are known from now on. */
    public void observe(int label) {
        encoder.observe(terms);
        lastLabel = label;
    }

    /** Writes everything that was observed. */
    public void save(DataOutput out) throws IOException {
        encoder.save(out);
        out.writeInt(lastLabel);
    }

    /** Restores what {@link #save} wrote. */
    public void restore(DataInput in) throws IOException {
        encoder.restore(in);
        lastLabel = in.readInt();
    }

    /** Texts in a graph, with what is known by now. */
    public TextGraph graph(Formula formula) {
        return new TextGraph(formula, lastLabel);
    }
}
