package io.rdrop.tools.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.rdrop.config.ConfigException;
import io.rdrop.config.JobConfig;
import io.rdrop.config.JobConfigs;
import io.rdrop.tools.feed.TaskData;
import io.rdrop.tools.feed.files.EnvelopeColumns;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Whatever is done to a file, it is read, or refused in one line: never anything else. */
class MutatedFilesFuzzTest {
    private static final int ROUNDS = 250;
    private static final String IMAGES = "h-images-idx3-ubyte";

    @TempDir
    private Path folder = Path.of("");

    @Command
    private static final class Host {
        @Mixin
        private TaskOptions task = new TaskOptions();
    }

    @Test
    void aMutatedFileIsReadOrRefusedInOneLine() throws IOException {
        Files.write(folder.resolve(IMAGES.replace("images-idx3", "labels-idx1")), idx(1, 60));
        int read = 0;
        int refused = 0;
        for (Map.Entry<String, byte[]> sound : files().entrySet()) {
            SplittableRandom random = new SplittableRandom(sound.getKey().hashCode());
            assertThat(isRead(sound.getKey(), sound.getValue(), new String[0]))
                    .as(sound.getKey())
                    .isTrue();
            for (int round = 0; round < ROUNDS; round++) {
                byte[] mutated = mutated(sound.getValue(), random);
                if (isRead(sound.getKey(), mutated, options(random))) {
                    read++;
                } else {
                    refused++;
                }
            }
        }
        assertThat(read).isGreaterThan(ROUNDS);
        assertThat(refused).isGreaterThan(ROUNDS);
    }

    private boolean isRead(String name, byte[] content, String[] options) throws IOException {
        Path file = Files.write(folder.resolve(name), content);
        Host host = new Host();
        new CommandLine(host).parseArgs(options);
        try {
            TaskData data = host.task.look(file, "label", EnvelopeColumns.NONE, null, List.of());
            JobConfig job = JobConfigs.parse(data.jobYaml(), "the inferred job", List.of());
            long records = 0;
            for (byte[] record : data.records(job)) {
                records += record == null ? 0 : 1;
            }
            assertThat(records).isEqualTo(data.rows());
            return true;
        } catch (ConfigException | IOException | UncheckedIOException e) {
            Throwable told = e instanceof UncheckedIOException ? Objects.requireNonNull(e.getCause()) : e;
            assertThat(told).as("%s with %s", name, List.of(options)).hasNoCause();
            assertThat(told.getMessage()).isNotBlank().hasLineCount(1);
            return false;
        }
    }

    private static String[] options(SplittableRandom random) {
        return switch (random.nextInt(6)) {
            case 0 -> new String[] {"--task", "classification"};
            case 1 -> new String[] {"--task", "text-classification"};
            case 2 -> new String[] {"--task", "regression"};
            case 3 -> new String[] {"--no-header"};
            default -> new String[0];
        };
    }

    private static byte[] mutated(byte[] content, SplittableRandom random) {
        byte[] bytes = content.clone();
        for (int changes = 1 + random.nextInt(4); changes > 0 && bytes.length > 0; changes--) {
            int at = random.nextInt(bytes.length);
            switch (random.nextInt(6)) {
                case 0 -> bytes[at] = (byte) random.nextInt();
                case 1 -> bytes = Arrays.copyOf(bytes, at);
                case 2 -> bytes[at] = (byte) ",;\t|\"\n\r{}[]0-.e ".charAt(random.nextInt(16));
                case 3 -> System.arraycopy(bytes, 0, bytes, at, Math.min(20, bytes.length - at));
                case 4 -> bytes = spliced(bytes, at, new byte[] {(byte) 0xff, (byte) 0xfe, 0, '"'});
                default -> Arrays.fill(bytes, at, Math.min(bytes.length, at + 1 + random.nextInt(30)), (byte) 0);
            }
        }
        return bytes;
    }

    private static byte[] spliced(byte[] bytes, int at, byte[] in) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(bytes, 0, at);
        out.writeBytes(in);
        out.write(bytes, at, bytes.length - at);
        return out.toByteArray();
    }

    private static Map<String, byte[]> files() throws IOException {
        StringBuilder csv = new StringBuilder("x,c,price,label\n");
        StringBuilder semicolons = new StringBuilder("x;c;label\n");
        StringBuilder texts = new StringBuilder("text\tlabel\n");
        StringBuilder nested = new StringBuilder();
        StringBuilder records = new StringBuilder();
        for (int i = 0; i < 60; i++) {
            String label = i % 2 == 0 ? "1" : "0";
            csv.append(i)
                    .append(".5,\"a, b\",\"1,")
                    .append(100 + i)
                    .append(".5\",")
                    .append(label)
                    .append('\n');
            semicolons.append(i).append(",25;NA;").append(label).append("\n");
            texts.append("this is a text ").append(i).append('\t').append(label).append('\n');
            nested.append("{\"a\":{\"b\":")
                    .append(i)
                    .append("},\"t\":[1],\"label\":")
                    .append(label)
                    .append("}\n");
            records.append("{\"features\":{\"x\":")
                    .append(i)
                    .append("},\"label\":\"")
                    .append(label)
                    .append("\"}\n");
        }
        Map<String, byte[]> files = new LinkedHashMap<>();
        files.put("a.csv", bytes(csv));
        files.put("b.csv", bytes(semicolons));
        files.put("c.tsv", bytes(texts));
        files.put("d.jsonl", bytes(nested));
        files.put("e.jsonl", bytes(records));
        files.put("f.csv", csv.toString().getBytes(StandardCharsets.UTF_16));
        files.put("g.csv.gz", gzip(bytes(csv)));
        files.put(IMAGES, idx(3, 60, 2, 2));
        return files;
    }

    /** Sizes, then as many bytes 0, 1, 0, 1, ... */
    private static byte[] idx(int... dimensionsAndSizes) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(new byte[] {0, 0, 8, (byte) dimensionsAndSizes[0]});
        int elements = 1;
        for (int i = 1; i < dimensionsAndSizes.length; i++) {
            out.writeBytes(new byte[] {0, 0, 0, (byte) dimensionsAndSizes[i]});
            elements *= dimensionsAndSizes[i];
        }
        for (int i = 0; i < elements; i++) {
            out.write(i % 2);
        }
        return out.toByteArray();
    }

    private static byte[] bytes(StringBuilder text) {
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] gzip(byte[] bytes) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write(bytes);
        }
        return packed.toByteArray();
    }
}
