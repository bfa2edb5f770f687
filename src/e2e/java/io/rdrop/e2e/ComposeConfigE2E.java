package io.rdrop.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.rdrop.deploy.Compose;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * docker-compose.yml as docker-compose itself reads it; that needs no container engine. (Debian: apt-get install
 * docker-compose)
 */
class ComposeConfigE2E {
    @TempDir
    private Path folder = Path.of("");

    @Test
    void isValid() throws Exception {
        Launched.Result result = config("cpu", "-q");
        assertThat(result.exitCode()).as(result.printed()).isZero();
        assertThat(result.printed()).isEmpty();
    }

    @Test
    void hasTheServicesAndProfilesThatTheTestsKnow() throws Exception {
        assertThat(new TreeSet<>(config("cpu", "--services").printed().lines().toList()))
                .isEqualTo(new TreeSet<>(Compose.read().services().keySet()));
        assertThat(new TreeSet<>(config("cpu", "--profiles").printed().lines().toList()))
                .containsExactly("cpu", "gpu", "lag");
    }

    @Test
    void theTestsReadItAsItDoes() throws Exception {
        String read = config("cpu").printed();
        assertThat(read)
                .contains(
                        "- " + Compose.read().service("feeder").texts("command").get(1))
                .contains("127.0.0.1:3000:3000/tcp", "127.0.0.1:8081:8081/tcp");
    }

    private Launched.Result config(String profiles, String... arguments) throws IOException, InterruptedException {
        List<String> command = new java.util.ArrayList<>(List.of("docker-compose", "config"));
        command.addAll(List.of(arguments));
        try (Launched launched =
                Launched.start(folder.resolve("config.txt"), Map.of("COMPOSE_PROFILES", profiles), command)) {
            return launched.result(java.time.Duration.ofMinutes(2));
        }
    }
}
