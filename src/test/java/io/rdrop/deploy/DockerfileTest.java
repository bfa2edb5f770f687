package io.rdrop.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.rdrop.job.TrainingJob;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The images: what they are made of is there, and what they hold is where the others look for it. */
class DockerfileTest {
    private static final String BUILT = "/src/target/dist";

    @ParameterizedTest
    @ValueSource(strings = {"Dockerfile", "Dockerfile.gpu"})
    void whatIsCopiedIsThereAndNotIgnored(String file) throws IOException {
        List<String> kept = Files.readAllLines(Path.of(".dockerignore")).stream()
                .filter(line -> line.startsWith("!"))
                .map(line -> line.substring(1))
                .toList();
        assertThat(instructions(file, "COPY")
                        .filter(copy -> !copy.contains("--from="))
                        .flatMap(DockerfileTest::sources))
                .isNotEmpty()
                .allSatisfy(source -> {
                    assertThat(Path.of(source)).exists();
                    assertThat(kept).as(source).anyMatch(path -> Path.of(source).startsWith(path));
                });
    }

    @ParameterizedTest
    @ValueSource(strings = {"Dockerfile", "Dockerfile.gpu"})
    void theBuildsOutputIsWhereThePomPutsIt(String file) throws IOException {
        Pom pom = Pom.read();
        assertThat(instructions(file, "COPY").filter(copy -> copy.contains("--from=build")))
                .anyMatch(copy -> copy.endsWith(BUILT + "/native/ /opt/flink/lib/"))
                .anyMatch(copy -> copy.endsWith(BUILT + "/rdrop-job.jar /opt/flink/usrlib/rdrop-job.jar"));
        assertThat(pom.contains("<outputDirectory>${project.build.directory}/dist/native</outputDirectory>"))
                .isTrue();
        assertThat(pom.contains("<outputFile>${project.build.directory}/dist/rdrop-job.jar</outputFile>"))
                .isTrue();
        assertThat(instructions(file, "FROM"))
                .anyMatch(from -> from.startsWith("flink:" + pom.first("flink.version") + "-scala_2.12-java"
                        + pom.first("maven.compiler.release") + " AS "));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Dockerfile", "Dockerfile.gpu"})
    void theProcessIsNobodysRootHasOneBlasThreadAndAHealthCheck(String file) throws IOException {
        assertThat(instructions(file, "USER").reduce((a, b) -> b)).hasValue("flink");
        assertThat(instructions(file, "ENV")).anyMatch(env -> env.contains("OMP_NUM_THREADS=1"));
        assertThat(instructions(file, "HEALTHCHECK"))
                .singleElement()
                .asString()
                .endsWith("CMD [\"/opt/flink/bin/rdrop-health.sh\"]");
    }

    @Test
    void theGpuImageSaysWhichGpusItServesAndHasLibtorchOnTheCudaOfItsJars() throws IOException {
        Pom pom = Pom.read();
        String text = Files.readString(Path.of("Dockerfile.gpu"));
        assertThat(text).contains("compute capability 7.5 to 12", "Turing", "Blackwell");
        assertThat(instructions("Dockerfile.gpu", "RUN")).anyMatch(run -> run.contains("./mvnw -B -ntp -Ptorch-cuda "));
        String cuda = pom.first("cuda.version").replaceAll("\\..*", "");
        assertThat(instructions("Dockerfile.gpu", "FROM"))
                .anyMatch(from -> from.matches("nvidia/cuda:" + cuda + "\\.\\d+\\.\\d+-cudnn-runtime-ubuntu24\\.04"));
    }

    /** Of the folder that -Ptorch and -Ptorch-cuda fill: where each jar goes, and none is forgotten. */
    @ParameterizedTest
    @CsvSource({
        "Dockerfile, pytorch",
        "Dockerfile.gpu, 'pytorch,cuda'",
    })
    void libtorchsJarsGoToTheClusterAndTheEngineToTheJob(String file, String natives) throws IOException {
        String from = BUILT + "/torch/";
        List<String> copied =
                instructions(file, "COPY").filter(copy -> copy.contains(from)).toList();
        assertThat(copied).hasSize(2);
        String jars = Stream.of(natives.split(",", -1))
                .map(name -> from + name + "-*.jar ")
                .collect(Collectors.joining());
        assertThat(copied.get(0)).endsWith(" " + jars + "/opt/flink/lib/");
        assertThat(copied.get(1))
                .endsWith(
                        from + "rdrop-torch.jar " + from + "tokenizers-*.jar " + from + "api-*.jar /opt/flink/usrlib/");
        Pom pom = Pom.read();
        assertThat(pom.contains("<torch.artifacts>pytorch,cuda,cuda-redist,tokenizers,api</torch.artifacts>"))
                .isTrue();
        assertThat(pom.contains("<torch.artifacts>pytorch,tokenizers,api</torch.artifacts>"))
                .isTrue();
        assertThat(pom.contains("dist/torch/rdrop-torch.jar")).isTrue();
    }

    /** Who names no target gets the job without libtorch. */
    @Test
    void theDefaultIsTheLastStage() throws IOException {
        assertThat(instructions("Dockerfile", "FROM").reduce((a, b) -> b)).hasValue("job AS flink");
    }

    @Test
    void theStartScriptRunsTheJobsClass() throws IOException {
        Path script = Path.of("docker", "flink", "rdrop-job.sh");
        assertThat(Files.readString(script)).contains("--job-classname " + TrainingJob.class.getName() + " ");
        assertThat(Pom.read().contains("<Main-Class>" + TrainingJob.class.getName() + "</Main-Class>"))
                .isTrue();
    }

    /** The arguments of each such instruction, on one line. */
    private static Stream<String> instructions(String file, String name) throws IOException {
        String text = Files.readString(Path.of(file)).replaceAll("\\\\\\R\\s*", "");
        return text.lines().filter(line -> line.startsWith(name + " ")).map(line -> line.substring(name.length() + 1)
                .strip());
    }

    /** What a COPY takes from the context: all but options and the target. */
    private static Stream<String> sources(String copy) {
        List<String> words = Arrays.stream(copy.split("\\s+", -1))
                .filter(word -> !word.startsWith("--"))
                .toList();
        return words.subList(0, words.size() - 1).stream();
    }
}
