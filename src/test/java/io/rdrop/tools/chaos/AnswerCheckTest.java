package io.rdrop.tools.chaos;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rdrop.config.JobConfig;
import io.rdrop.config.JobConfigs;
import io.rdrop.example.Example;
import io.rdrop.predict.Prediction;
import io.rdrop.predict.Predictor;
import io.rdrop.registry.LocalRegistryStorage;
import io.rdrop.registry.ModelRegistry;
import io.rdrop.session.LocalRun;
import io.rdrop.session.ModelSession;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is wrong with answers is noticed. */
class AnswerCheckTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final ModelRegistry registry;

    AnswerCheckTest(@TempDir Path folder) throws IOException {
        registry = new ModelRegistry(new LocalRegistryStorage(folder), Clock.systemUTC());
        JobConfig config = JobConfigs.parse(ScoringChaos.yaml("localhost:1", folder), "test", List.of());
        try (LocalRun decoder = new LocalRun(config);
                ModelSession session = ModelSession.create(Example.DEFAULT_MODEL, config, 1)) {
            for (int i = 0; i < 320; i++) {
                session.add(Objects.requireNonNull(decoder.decode(PacedRecords.example(i)), "example"), 0);
                if (i % 160 == 159) {
                    registry.commit(registry.stage(session.snapshot(0), "test"));
                }
            }
        }
    }

    private ObjectNode answer(long number, long version) throws IOException {
        try (Predictor predictor =
                Predictor.of(registry, Example.DEFAULT_MODEL).version(version).open()) {
            Prediction said = predictor.predict(PacedRecords.record(number));
            ObjectNode json = JSON.createObjectNode()
                    .put("id", PacedRecords.id(number))
                    .put("model", Example.DEFAULT_MODEL)
                    .put("version", version)
                    .put("manifestSha256", said.by().manifestSha256());
            ObjectNode each = json.putObject("probabilities");
            said.by().classes().forEach(label -> each.put(label, said.probability(label)));
            return (ObjectNode) JSON.readTree(json.toString().getBytes(UTF_8));
        }
    }

    private List<String> problems(int records, JsonNode... answers) throws IOException {
        AnswerCheck check = new AnswerCheck(1);
        for (JsonNode answer : answers) {
            check.add(answer);
        }
        check.requireAll(records);
        check.recompute(registry, PacedRecords::record);
        return check.problems();
    }

    @Test
    void eachOnceByTheVersionThatItNamesIsFine() throws IOException {
        assertThat(problems(3, answer(0, 1), answer(2, 2), answer(1, 1))).isEmpty();
    }

    @Test
    void twiceAndNotAtAllAreFound() throws IOException {
        assertThat(problems(3, answer(0, 1), answer(2, 2), answer(2, 2)))
                .containsExactly("r-2 is answered twice", "r-1 is not answered");
    }

    @Test
    void theBitsOfAnotherVersionAndAnotherManifestAreFound() throws IOException {
        assertThat(problems(1, answer(0, 2).put("version", 1)))
                .hasSize(3)
                .anySatisfy(problem -> assertThat(problem).contains("r-0 by version 1 names another manifest"))
                .anySatisfy(problem -> assertThat(problem).contains("of class above, and that version"));
    }
}
