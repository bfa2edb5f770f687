package io.rdrop.learn.sequence;

import io.rdrop.config.ConfigException;
import io.rdrop.engine.Tokenizer;
import io.rdrop.engine.Tokenizers;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * A tokenizer that was read from a file, and the file's bytes: who has them needs the file no more. Owns the tokenizer.
 */
public final class TokenizerFile implements AutoCloseable {
    /** What a file may have at most, in bytes: a vocabulary of 65,536 has two to four million. */
    static final int MOST_BYTES = 8 << 20;

    private static final int MOST_NUMBERS = 65_536;

    private final byte[] bytes;
    private final Tokenizer tokenizer;

    private TokenizerFile(byte[] bytes, Tokenizer tokenizer) {
        this.bytes = bytes;
        this.tokenizer = tokenizer;
    }

    /**
     * Reads a file.
     *
     * @param file as {@code transformer.tokenizer} names it
     * @param vocabulary numbers that tokens may have at most, with number 0
     * @throws ConfigException if it is not there, or is none that can be used
     */
    public static TokenizerFile read(String file, int vocabulary) {
        try {
            return of(content(Path.of(file)), vocabulary);
        } catch (InvalidPathException | NoSuchFileException e) {
            throw refused(file, "cannot be read: there is no such file");
        } catch (TokenizerException e) {
            throw refused(file, String.valueOf(e.getMessage()));
        } catch (IOException e) {
            throw refused(file, "cannot be read: " + e);
        }
    }

    private static ConfigException refused(String file, String why) {
        return new ConfigException("transformer.tokenizer " + file + " " + why);
    }

    /** What is wrong with a tokenizer itself. */
    private static final class TokenizerException extends IOException {
        private static final long serialVersionUID = 1;

        TokenizerException(String message) {
            super(message);
        }
    }

    /** One byte more than there may be is enough to know that there are too many. */
    private static byte[] content(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return in.readNBytes(MOST_BYTES + 1);
        }
    }

    private static TokenizerFile of(byte[] bytes, int vocabulary) throws IOException {
        if (bytes.length > MOST_BYTES) {
            throw new TokenizerException("has more than the " + MOST_BYTES + " bytes that it may have");
        }
        Tokenizer tokenizer;
        try {
            tokenizer = Tokenizers.open(bytes);
        } catch (IOException e) {
            throw new TokenizerException(String.valueOf(e.getMessage()));
        }
        if (tokenizer.size() > vocabulary) {
            tokenizer.close();
            throw new TokenizerException(
                    tokenizer.size() > MOST_NUMBERS
                            ? "needs " + tokenizer.size() + " numbers, and there are at most " + MOST_NUMBERS
                            : "needs " + tokenizer.size() + " numbers: transformer.vocabulary must be at least that but"
                                    + " was " + vocabulary);
        }
        return new TokenizerFile(bytes, tokenizer);
    }

    /** What it says. */
    public Tokenizer tokenizer() {
        return tokenizer;
    }

    /** Bytes of the file. */
    public int length() {
        return bytes.length;
    }

    /** Writes the bytes of the file. */
    public void save(DataOutput out) throws IOException {
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    /**
     * Reads what {@link #save} wrote.
     *
     * @throws IOException if it is damaged, or has more numbers than there may be
     */
    public static TokenizerFile read(DataInput in, int vocabulary) throws IOException {
        int length = in.readInt();
        if (length < 0 || length > MOST_BYTES) {
            throw new IOException("a tokenizer's file must have 0.." + MOST_BYTES + " bytes but has " + length);
        }
        byte[] bytes = new byte[length];
        in.readFully(bytes);
        try {
            return of(bytes, vocabulary);
        } catch (TokenizerException e) {
            throw new IOException("the tokenizer of this state " + e.getMessage());
        }
    }

    @Override
    public void close() {
        tokenizer.close();
    }
}
