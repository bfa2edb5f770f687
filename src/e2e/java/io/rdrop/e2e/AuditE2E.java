package io.rdrop.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.rdrop.tools.embedded.EmbeddedKafka;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** `rdrop audit` on what `rdrop train` left, as it is and after somebody has tampered with it. */
class AuditE2E {
    @TempDir
    private Path folder = Path.of("");

    @Test
    void provesAFaultlessRunAndFindsWhatWasTamperedWith() throws Exception {
        Path data = TestData.writeBroken(folder.resolve("data.csv"));
        Path models = folder.resolve("run").resolve("models");
        try (EmbeddedKafka kafka = EmbeddedKafka.start(folder.resolve("kafka"))) {
            Launched.Result train = rdrop(
                    "train",
                    "--data",
                    data.toString(),
                    "--label",
                    "class",
                    "--bootstrap",
                    kafka.bootstrap(),
                    "--out",
                    folder.resolve("run").toString(),
                    "--set",
                    "registry.interval=0s",
                    "--set",
                    "checkpoint.interval=500ms",
                    "--set",
                    "registry.keep=2");
            assertThat(train.exitCode()).as(train.printed()).isZero();

            Launched.Result audit = audit(kafka, models, "--replay");
            assertThat(audit.exitCode()).as(audit.printed()).isZero();
            assertThat(audit.printed())
                    .contains("records  6,136: 6,016 trained on, 120 rejected, 0 pending")
                    .contains("audited: every record is accounted for exactly once")
                    .contains("1 models trained again have the same bytes");

            Path oldest = manifests(models).get(0);
            String asItWas = Files.readString(oldest);
            Files.writeString(oldest, asItWas.replaceFirst("\"accuracy\" : 0", "\"accuracy\" : 1"));
            Launched.Result flattered = audit(kafka, models);
            assertThat(flattered.exitCode()).as(flattered.printed()).isEqualTo(1);
            assertThat(flattered.printed())
                    .contains(": its manifest has SHA-256 ", " was announced: it was changed since")
                    .contains("audited: 1 problems");
            Files.writeString(oldest, asItWas);

            // A record that nobody has trained on yet, and a dead letter of one that was.
            try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                    Map.of("bootstrap.servers", kafka.bootstrap()),
                    new ByteArraySerializer(),
                    new ByteArraySerializer())) {
                producer.send(new ProducerRecord<>("examples", 0, null, new byte[] {'{'}))
                        .get();
                ProducerRecord<byte[], byte[]> letter = new ProducerRecord<>("examples.rejected", new byte[0]);
                letter.headers()
                        .add("topic", "examples".getBytes(StandardCharsets.US_ASCII))
                        .add("partition", "0".getBytes(StandardCharsets.US_ASCII))
                        .add("offset", "0".getBytes(StandardCharsets.US_ASCII))
                        .add("reason", "not-json".getBytes(StandardCharsets.US_ASCII));
                producer.send(letter).get();
            }
            Launched.Result tampered = audit(kafka, models);
            assertThat(tampered.exitCode()).as(tampered.printed()).isEqualTo(1);
            assertThat(tampered.printed())
                    .contains("120 rejected, 1 pending")
                    .contains("PROBLEM  examples-0: offset 0 with a dead letter, but acceptable")
                    .contains("audited: 1 problems");

            forge(models);
            Launched.Result forged = audit(kafka, models, "--replay");
            assertThat(forged.exitCode()).as(forged.printed()).isEqualTo(1);
            assertThat(forged.printed())
                    .contains("PROBLEM  model default, examples-0: ", "PROBLEM  model default: trained again");
        }
    }

    /** The newest manifest claims one example less, and another state. */
    private static void forge(Path models) throws IOException {
        List<Path> manifests = manifests(models);
        Path manifest = manifests.get(manifests.size() - 1);
        Files.writeString(
                manifest,
                Files.readString(manifest)
                        .replaceFirst("(\"trainedInAll\"[^]]*\"count\" : )6016", "$16015")
                        .replaceFirst("\"stateSha256\" : \"........", "\"stateSha256\" : \"00000000"));
    }

    /** Of the versions that are kept, oldest first. */
    private static List<Path> manifests(Path models) throws IOException {
        try (var versions = Files.list(models.resolve("default"))) {
            return versions.filter(Files::isDirectory)
                    .sorted()
                    .map(version -> version.resolve("manifest.json"))
                    .toList();
        }
    }

    private Launched.Result audit(EmbeddedKafka kafka, Path models, String... more)
            throws IOException, InterruptedException {
        List<String> arguments = new ArrayList<>(List.of(
                "audit", "--bootstrap", kafka.bootstrap(), "--topic", "examples", "--registry", models.toString()));
        arguments.addAll(List.of(more));
        return rdrop(arguments.toArray(String[]::new));
    }

    private Launched.Result rdrop(String... arguments) throws IOException, InterruptedException {
        List<String> command =
                new ArrayList<>(List.of(Path.of("rdrop").toAbsolutePath().toString()));
        command.addAll(List.of(arguments));
        return Launched.run(folder.resolve("rdrop.txt"), command);
    }
}
