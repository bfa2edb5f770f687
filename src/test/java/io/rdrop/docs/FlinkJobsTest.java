package io.rdrop.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.rdrop.config.JobConfig;
import io.rdrop.config.JobConfigs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The deployable jobs in flink-jobs/: one folder each. */
class FlinkJobsTest {
    private static final Path JOBS = Path.of("flink-jobs");

    static List<Path> jobs() throws IOException {
        try (Stream<Path> folders = Files.list(JOBS)) {
            return folders.filter(Files::isDirectory).sorted().toList();
        }
    }

    @ParameterizedTest
    @MethodSource("jobs")
    void eachJobParsesAndKeepsItsMeaningWhenPrinted(Path job) {
        JobConfig config = JobConfigs.load(job.resolve("job.yaml"), List.of());
        assertThat(JobConfigs.parse(JobConfigs.toYaml(config), "printed", List.of()))
                .isEqualTo(config);
    }

    @ParameterizedTest
    @MethodSource("jobs")
    void eachJobSaysHowToRunIt(Path job) throws IOException {
        assertThat(Files.readString(job.resolve("README.md")))
                .contains("flink run -d target/dist/rdrop-job.jar --config " + job + "/job.yaml");
    }

    @Test
    void jobsOnOneKafkaHaveTheirOwnNames() throws IOException {
        assertThat(jobs().stream().map(job -> JobConfigs.load(job.resolve("job.yaml"), List.of())
                        .name()))
                .doesNotHaveDuplicates()
                .isNotEmpty();
    }
}
