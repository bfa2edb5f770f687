package io.rdrop.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.GlobalConfiguration;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.metrics.prometheus.PrometheusReporterFactory;
import org.junit.jupiter.api.Test;

/** docker/flink/config.yaml, which the image takes in the place of the distribution's. */
class FlinkConfigFileTest {
    private static final Path FOLDER = Path.of("docker", "flink");

    private final Configuration configuration = GlobalConfiguration.loadConfiguration(FOLDER.toString());

    @Test
    void everyKeyIsFlinksAndEveryValueCanBeRead() throws Exception {
        Map<String, String> settings = configuration.toMap();
        assertThat(settings).hasSizeGreaterThan(25);
        FlinkOptions.read().accept("config.yaml", settings);
    }

    @Test
    void theReporterIsThePluginOfTheDistribution() {
        assertThat(configuration.toMap())
                .containsEntry("metrics.reporters", "prom")
                .containsEntry("metrics.reporter.prom.factory.class", PrometheusReporterFactory.class.getName());
    }

    @Test
    void nativeMemoryHasRoomBesideTheHeap() {
        assertThat(configuration.get(TaskManagerOptions.TASK_OFF_HEAP_MEMORY).getMebiBytes())
                .isGreaterThanOrEqualTo(256);
        assertThat(configuration.toMap().get("env.java.opts.all"))
                .contains("-Dorg.bytedeco.javacpp.maxphysicalbytes=0")
                .contains("--add-opens=java.base/java.util=ALL-UNNAMED");
    }
}
