package io.rdrop.tools.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.rdrop.job.Jobs;
import io.rdrop.registry.LocalRegistryStorage;
import io.rdrop.registry.ModelRegistry;
import io.rdrop.registry.RegistryException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class ModelsCommandTest {
    private final Path folder;
    private final ModelRegistry registry;

    ModelsCommandTest(@TempDir Path folder) {
        this.folder = folder;
        registry = new ModelRegistry(new LocalRegistryStorage(folder.resolve("models")), Clock.systemUTC());
    }

    private void commit(long version) throws IOException {
        registry.commit(registry.stage(Jobs.snapshot("m", version, "network"), "a"));
    }

    private String printed(String command, String... options) {
        StringWriter printed = new StringWriter();
        List<String> arguments = new ArrayList<>(
                List.of(command, "--registry", folder.resolve("models").toString()));
        arguments.addAll(List.of(options));
        int exitCode = new CommandLine(new ModelsCommand())
                .setOut(new PrintWriter(printed))
                .execute(arguments.toArray(String[]::new));
        assertThat(exitCode).isEqualTo(Main.DONE);
        return printed.toString();
    }

    private static int run(String command, Path directory, String... options) {
        List<String> arguments = new ArrayList<>(List.of("models", command, "--registry", directory.toString()));
        arguments.addAll(List.of(options));
        return Main.run(arguments.toArray(String[]::new));
    }

    @Test
    void whatHoldsNoRegistryIsNoSoundRegistry() throws IOException {
        assertThat(run("verify", folder)).isEqualTo(Main.FAILED);
        assertThat(run("list", folder)).isEqualTo(Main.FAILED);
        assertThatThrownBy(() -> RegistryDirectory.open(folder))
                .isInstanceOf(RegistryException.class)
                .hasMessage("there is no registry in " + folder
                        + ": it has neither MODEL/00000001/manifest.json (of any model and version) nor .staging");
    }

    @Test
    void theRegistryNearbyIsNamed() throws IOException {
        commit(1);
        Path models = folder.resolve("models");

        for (Path wrong : List.of(folder, models.resolve("m"), models.resolve("m/00000001"))) {
            assertThat(run("verify", wrong)).isEqualTo(Main.FAILED);
            assertThatThrownBy(() -> RegistryDirectory.open(wrong))
                    .hasMessageContaining("there is no registry in " + wrong)
                    .hasMessageEndingWith("; there is one in " + models);
        }
    }

    @Test
    void aRegistryWithoutModelsIsSound() throws IOException {
        Files.createDirectories(folder.resolve("models/.staging"));

        assertThat(run("verify", folder.resolve("models"))).isEqualTo(Main.DONE);
        assertThat(printed("list")).contains("no model has been committed");
    }

    @Test
    void aRollbackStaysUntilItIsUnpinned() throws IOException {
        commit(1);
        commit(2);

        assertThat(printed("rollback", "--model", "m", "--to", "1")).contains("version 1, and stays there until");
        commit(3);
        assertThat(registry.latest("m")).contains(1L);
        assertThat(printed("list"))
                .containsPattern("m +1P ")
                .doesNotContain("*")
                .contains("`latest` of model m is pinned to version 1");

        assertThat(printed("pin", "--model", "m", "--version", "2")).contains("version 2, and stays there until");
        assertThat(registry.pinned("m")).contains(2L);
        assertThat(printed("unpin", "--model", "m")).contains("version 3, and moves on");
        assertThat(printed("list")).containsPattern("m +3\\* ");
        assertThat(run("unpin", folder.resolve("models"), "--model", "m")).isEqualTo(Main.WRONG_USAGE);
        assertThat(run("pin", folder.resolve("models"), "--model", "m", "--version", "9"))
                .isEqualTo(Main.WRONG_USAGE);
    }

    @Test
    void aRollbackWithoutAPinEndsWithTheNextVersion() throws IOException {
        commit(1);
        commit(2);

        printed("rollback", "--model", "m", "--to", "1", "--no-pin");
        assertThat(registry.latest("m")).contains(1L);
        commit(3);
        assertThat(registry.latest("m")).contains(3L);
    }

    @Test
    void numbersOfTheListEndBelowOneAnother() throws IOException {
        for (int version = 1; version <= 10; version++) {
            commit(version);
        }
        registry.commit(registry.stage(Jobs.snapshot("a model with a long name", 1, "network"), "a"));

        List<String> lines = printed("list").lines().toList();

        assertThat(lines).hasSize(12);
        assertThat(List.of(lines.get(0), lines.get(1), lines.get(10), lines.get(11)))
                .containsExactly(
                        "model                     version   step  examples  created (UTC)     state    accuracy  referee",
                        "a model with a long name        1*    10        40  2026-11-23 10:15  0123456    0.7500   0.5000",
                        "m                               9     90       360  2026-11-23 10:15  0123456    0.7500   0.5000",
                        "m                              10*   100       400  2026-11-23 10:15  0123456    0.7500   0.5000");
    }

    @Test
    void theListIsThereForProgramsToo() throws IOException {
        commit(1);
        commit(2);
        registry.pin("m", 1);

        JsonNode list = new ObjectMapper().readTree(printed("list", "--json"));

        JsonNode model = list.at("/models/0");
        assertThat(model.path("model").asText()).isEqualTo("m");
        assertThat(model.path("latest").asLong()).isEqualTo(1);
        assertThat(model.path("pinned").asLong()).isEqualTo(1);
        assertThat(model.path("versions")).hasSize(2);
        assertThat(model.at("/versions/1/version").asLong()).isEqualTo(2);
        assertThat(model.at("/versions/1/heldBack").isNull()).isTrue();
        assertThat(model.at("/versions/1/prequential/window/accuracy").asDouble())
                .isEqualTo(0.75);
    }
}
