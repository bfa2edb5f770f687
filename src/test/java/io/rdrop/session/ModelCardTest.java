package io.rdrop.session;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.rdrop.config.JobConfig;
import io.rdrop.config.JobConfigs;
import io.rdrop.example.Example;
import io.rdrop.registry.FileEntry;
import io.rdrop.registry.SnapshotContent;
import io.rdrop.state.MemoryChunks;
import io.rdrop.state.StateParts;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ModelCardTest {
    private static SnapshotContent learned(JobConfig config, List<Example> examples) throws IOException {
        try (ModelSession session = ModelSession.create("m", config, 1)) {
            examples.forEach(example -> session.add(example, 0));
            return session.snapshot(0);
        }
    }

    private static String card(SnapshotContent content) {
        return new String(Objects.requireNonNull(content.files().get(SnapshotWriter.MODEL_CARD)), UTF_8);
    }

    @ParameterizedTest
    @MethodSource("io.rdrop.session.ModelKind#here")
    void hasTheHashOfEveryOtherFileAndOfTheState(ModelKind kind) throws IOException {
        SnapshotContent content = learned(kind.config(), kind.examples());

        String card = card(content);
        assertThat(card)
                .contains(content.manifest().stateSha256(), content.manifest().configHash());
        assertThat(content.files()).hasSizeGreaterThan(3);
        content.files().forEach((name, bytes) -> {
            if (!name.equals(SnapshotWriter.MODEL_CARD)) {
                assertThat(card)
                        .contains("| `" + name + "` | " + bytes.length + " | `"
                                + FileEntry.of(bytes).sha256() + "` |");
            }
        });
    }

    @ParameterizedTest
    @MethodSource("io.rdrop.session.ModelKind#here")
    void isTheSameBytesAfterARestartHalfWay(ModelKind kind) throws IOException {
        List<Example> examples = kind.examples();
        int half = examples.size() / 2 + 3; // within a micro-batch
        StateParts state = new StateParts(new MemoryChunks(), StateParts.CHUNK_BYTES);
        try (ModelSession session = ModelSession.create("m", kind.config(), 1)) {
            examples.subList(0, half).forEach(example -> session.add(example, 0));
            session.save(state);
        }
        try (ModelSession restored = ModelSession.restore("m", kind.config(), state, 1, 0)) {
            examples.subList(half, examples.size()).forEach(example -> restored.add(example, 99));

            assertThat(card(restored.snapshot(12_345))).isEqualTo(card(learned(kind.config(), examples)));
        }
    }

    @Test
    void saysWhatItPredictsFromWhatAndWhatItLearnedFrom() throws IOException {
        SnapshotContent content = learned(ModelKind.POOL.config(), ModelKind.POOL.examples());

        assertThat(card(content))
                .startsWith("# Model `m`, version 1\n")
                .contains("From a row of 3 columns one of 3 classes, and the probability of each (`classification`):"
                        + " `a`, `b`, `c`.")
                .contains("| `x` | numeric |", "| `c` | categorical |")
                .contains("56 examples in 7 updates, from these records:")
                .contains("| `accuracy` |", "| referee `noChangeAccuracy` |")
                .contains("--model m --version 1 --data FILE");
    }

    @Test
    void listsTheSettingsThatAreNotTheDefaultsAndNoOthers() throws IOException {
        JobConfig config = JobConfigs.parse("""
                features: [{name: x}, {name: y}, {name: c, type: categorical}]
                label: {classes: [a, b, c]}
                seed: 7
                model: {hidden: [8, 6]}
                micro-batch: {size: 4}
                registry: {keep: 3}
                """, "test", List.of());

        assertThat(card(learned(config, ModelKind.TABLE.examples()))).contains("""
                ```yaml
                seed: 7
                micro-batch:
                  size: 4
                learner: single
                learning: per-batch
                model:
                  hidden:
                  - 8
                  - 6
                ```
                """);
    }

    @Test
    void aPoolSaysWhatRDropIsWorthAndOneNetworkThatItHasNoTwin() throws IOException {
        assertThat(card(learned(ModelKind.POOL.config(), ModelKind.POOL.examples())))
                .contains("| member | against dropout alone | against no dropout |")
                .containsPattern("\\| `[^`]+` \\| -?[0-9.e-]+ \\| -?[0-9.e-]+ \\|");
        assertThat(card(learned(ModelKind.TABLE.config(), ModelKind.TABLE.examples())))
                .contains("One network learned, with alpha ")
                .doesNotContain("against dropout alone");
    }

    @Test
    void namesOfStrangersStayWithinTheirCell() throws IOException {
        JobConfig config = JobConfigs.parse("""
                features: [{name: "a|b"}, {name: "c\\n# d"}, {name: "`e`"}]
                label: {classes: ["<b>", "y"]}
                """, "test", List.of());
        String card;
        try (LocalRun run = new LocalRun(config);
                ModelSession session = ModelSession.create("it's", config, 1)) {
            for (int i = 0; i < 64; i++) {
                String record = "{\"features\": [1, 2, 3], \"label\": " + (i % 2) + "}";
                session.add(Objects.requireNonNull(run.decode(record.getBytes(UTF_8))), 0);
            }
            card = card(session.snapshot(0));
        }

        assertThat(card)
                .contains(
                        "| `a\\|b` | numeric |", "| `c\\u000a# d` | numeric |", "| `` `e` `` | numeric |", "`<b>`, `y`")
                .contains("--model 'it'\\''s' --version")
                .doesNotContain("\n# d");
    }
}
