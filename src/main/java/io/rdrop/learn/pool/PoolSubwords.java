package io.rdrop.learn.pool;

import io.rdrop.engine.Tokenizer;
import io.rdrop.learn.sequence.Subwords;
import io.rdrop.learn.sequence.TokenizerFile;
import io.rdrop.state.StatePart;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where a pool has its subwords from: learned from its first examples, or read from a file. A file is read when it is
 * first needed, and a state that is restored brings its bytes: whoever goes on from one needs no file.
 */
final class PoolSubwords implements AutoCloseable {
    private static final int VERSION = 1;

    private final int vocabulary;
    private final int examples;
    private final @Nullable String name;
    private @Nullable Subwords learned;
    private @Nullable TokenizerFile file;

    PoolSubwords(TransformerSpec spec) {
        vocabulary = spec.settings().vocabulary();
        examples = spec.vocabularyExamples();
        name = spec.tokenizer();
    }

    /**
     * What there is; null if nothing was learned yet.
     *
     * @throws io.rdrop.config.ConfigException if the file cannot be used
     */
    @Nullable
    Tokenizer get() {
        return name == null ? learned : file(name).tokenizer();
    }

    private TokenizerFile file(String named) {
        TokenizerFile known = file;
        if (known == null) {
            known = TokenizerFile.read(named, vocabulary);
            file = known;
        }
        return known;
    }

    /** Whether they are those of a file. */
    boolean areGiven() {
        return name != null;
    }

    /** Whether they are to be learned, when so many examples have come. */
    boolean areDue(long seen) {
        return name == null && seen == examples;
    }

    void learn(List<String> texts) {
        learned = Subwords.learn(texts, vocabulary);
    }

    /** For people. */
    String describe() {
        if (name != null) {
            return "those of " + name
                    + (file == null ? "" : ", " + file.tokenizer().size() + " numbers");
        }
        return learned == null
                ? "none yet: they are learned from the first " + examples + " examples"
                : "byte-pair encoding, " + learned.size() + " numbers";
    }

    /** Bytes of the file that are in the state. */
    int fileBytes() {
        return file == null ? 0 : file.length();
    }

    StatePart state() {
        return name == null
                ? new StatePart("pool-subwords", VERSION, this::save, (in, version) -> restore(in))
                : ofFile(name);
    }

    private StatePart ofFile(String named) {
        return new StatePart("pool-tokenizer", VERSION, out -> file(named).save(out), (in, version) -> restoreFile(in));
    }

    private void save(DataOutput out) throws IOException {
        out.writeBoolean(learned != null);
        if (learned != null) {
            learned.save(out);
        }
    }

    private void restore(DataInput in) throws IOException {
        learned = in.readBoolean() ? Subwords.read(in, vocabulary) : null;
    }

    private void restoreFile(DataInput in) throws IOException {
        TokenizerFile restored = TokenizerFile.read(in, vocabulary);
        close();
        file = restored;
    }

    @Override
    public void close() {
        if (file != null) {
            file.close();
            file = null;
        }
    }
}
