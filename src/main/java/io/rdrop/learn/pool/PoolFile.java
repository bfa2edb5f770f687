package io.rdrop.learn.pool;

import io.rdrop.state.StatePart;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/** A whole pool in one file: the number of its parts, then the name, version, length and bytes of each. */
public final class PoolFile {
    private PoolFile() {}

    static byte[] bytes(ExamplePool pool) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        write(pool, out);
        return out.toByteArray();
    }

    /** SHA-256 (hex) of {@link #bytes}. */
    static String sha256(ExamplePool pool) {
        MessageDigest digest = digest();
        try {
            write(pool, new DigestOutputStream(OutputStream.nullOutputStream(), digest));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    /** SHA-256 (hex) of a file. */
    public static String sha256(byte[] file) {
        return HexFormat.of().formatHex(digest().digest(file));
    }

    private static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void write(ExamplePool pool, OutputStream to) throws IOException {
        List<StatePart> parts = pool.state();
        DataOutputStream out = new DataOutputStream(to);
        out.writeInt(parts.size());
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        for (StatePart part : parts) {
            content.reset();
            part.saving().save(new DataOutputStream(content));
            out.writeUTF(part.name());
            out.writeInt(part.version());
            out.writeInt(content.size());
            content.writeTo(out);
        }
        out.flush();
    }

    /**
     * Restores a pool of the same members.
     *
     * @throws IOException if the file is damaged, or of other members
     */
    public static void read(byte[] file, ExamplePool pool) throws IOException {
        read(file, pool, pool.state());
    }

    /** Restores of a file of the same members what no example changes ({@link ExamplePool#given}), and nothing else. */
    public static void readGiven(byte[] file, ExamplePool pool) throws IOException {
        read(file, pool, pool.given());
    }

    private static void read(byte[] file, ExamplePool pool, List<StatePart> restored) throws IOException {
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(file));
        List<StatePart> parts = pool.state();
        int count = in.readInt();
        if (count != parts.size()) {
            throw new IOException("the pool must have " + parts.size() + " parts but has " + count);
        }
        for (StatePart part : parts) {
            String name = in.readUTF();
            int version = in.readInt();
            if (!name.equals(part.name()) || version < 1 || version > part.version()) {
                throw new IOException("part " + part.name() + " must be in version 1 to " + part.version() + " but was "
                        + name + " in version " + version);
            }
            int length = in.readInt();
            byte[] content = in.readNBytes(length);
            if (content.length != length) {
                throw new IOException("part " + name + " ends too early");
            }
            if (restored.stream().anyMatch(other -> other.name().equals(name))) {
                part.restoring().restore(new DataInputStream(new ByteArrayInputStream(content)), version);
            }
        }
        if (in.read() >= 0) {
            throw new IOException("there is more than its parts");
        }
    }
}
