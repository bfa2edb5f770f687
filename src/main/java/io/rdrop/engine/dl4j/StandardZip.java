package io.rdrop.engine.dl4j;

import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.deeplearning4j.util.ModelSerializer;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Writes what DL4J's ModelSerializer reads. Not by ModelSerializer itself, because that would write the configuration in
 * training, which only this project can load, and the time of day, so that the same model gave other bytes each time.
 */
final class StandardZip {
    /** The earliest time that a zip entry can carry. */
    private static final LocalDateTime NO_TIME = LocalDateTime.of(1980, 1, 1, 0, 0);

    private StandardZip() {}

    /** @param out stays open */
    static void write(OutputStream out, String configuration, INDArray parameters, @Nullable INDArray updaterState)
            throws IOException {
        ZipOutputStream zip = new ZipOutputStream(out);
        entry(zip, ModelSerializer.CONFIGURATION_JSON);
        zip.write(configuration.getBytes(StandardCharsets.UTF_8));
        // Weights become a fourteenth smaller, at 30 MB a second, and training waits for it.
        zip.setLevel(Deflater.NO_COMPRESSION);
        entry(zip, ModelSerializer.COEFFICIENTS_BIN);
        writeArray(zip, parameters);
        if (updaterState != null && updaterState.length() > 0) {
            entry(zip, ModelSerializer.UPDATER_BIN);
            writeArray(zip, updaterState);
        }
        zip.finish();
        zip.flush();
    }

    private static void entry(ZipOutputStream zip, String name) throws IOException {
        ZipEntry entry = new ZipEntry(name);
        entry.setTimeLocal(NO_TIME);
        zip.putNextEntry(entry);
    }

    private static void writeArray(ZipOutputStream zip, INDArray array) throws IOException {
        DataOutputStream data = new DataOutputStream(new BufferedOutputStream(zip));
        Nd4j.write(array, data);
        data.flush();
    }
}
