package io.rdrop.engine.dl4j;

import io.rdrop.config.ConfigException;
import io.rdrop.engine.Safetensors;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.deeplearning4j.util.ModelSerializer;

/**
 * A zip that DL4J's ModelSerializer wrote, with nothing in it but a network. ModelSerializer itself would make a Java
 * object of the entry {@code preprocessor.bin}, whatever class it is of; so it only ever gets what was let through
 * here.
 */
final class NetworkZip {
    /** Read by nobody here, and harmless: the second one is what the torch engine writes for others. */
    private static final List<String> BESIDE = List.of(ModelSerializer.NORMALIZER_BIN, Safetensors.ENTRY);

    private static final List<String> NETWORK = List.of(
            ModelSerializer.CONFIGURATION_JSON,
            ModelSerializer.COEFFICIENTS_BIN,
            ModelSerializer.UPDATER_BIN,
            ModelSerializer.NO_PARAMS_MARKER);

    private final Map<String, byte[]> entries;

    private NetworkZip(Map<String, byte[]> entries) {
        this.entries = entries;
    }

    /**
     * Reads the entries of a network.
     *
     * @throws ConfigException if there are others, or no configuration; the message has no subject
     */
    static NetworkZip read(InputStream in) throws IOException {
        Map<String, byte[]> entries = new LinkedHashMap<>();
        // As a stream, which is how ModelSerializer reads: a zip can say something else in its directory.
        try (ZipInputStream zip = new ZipInputStream(in)) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                if (!NETWORK.contains(entry.getName()) && !BESIDE.contains(entry.getName())) {
                    throw new ConfigException("is a zip with the entry " + entry.getName() + "; a network has only "
                            + NETWORK
                            + (entry.getName().equals(ModelSerializer.PREPROCESSOR_BIN)
                                    ? ": save it without its preprocessor, which is a Java object that is never read"
                                    : ""));
                }
                if (entries.put(entry.getName(), zip.readAllBytes()) != null) {
                    throw new ConfigException("is a zip with two entries " + entry.getName());
                }
            }
        }
        if (!entries.containsKey(ModelSerializer.CONFIGURATION_JSON)) {
            throw new ConfigException("is a zip without " + ModelSerializer.CONFIGURATION_JSON
                    + ", so not one that DL4J's ModelSerializer wrote");
        }
        BESIDE.forEach(entries::remove);
        return new NetworkZip(entries);
    }

    String configuration() {
        return new String(
                Objects.requireNonNull(entries.get(ModelSerializer.CONFIGURATION_JSON)), StandardCharsets.UTF_8);
    }

    /** The entries as a zip for ModelSerializer. */
    InputStream open() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
                zip.putNextEntry(new ZipEntry(entry.getKey()));
                zip.write(entry.getValue());
            }
        }
        return new ByteArrayInputStream(bytes.toByteArray());
    }
}
