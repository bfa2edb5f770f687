package io.rdrop.e2e;

import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MonitoringE2E {
    @TempDir
    private Path folder = Path.of("");

    @Test
    void explore() throws Exception {
        try (WatchedCluster.Running running = WatchedCluster.start(folder)) {
            System.out.println("PROM " + running.prometheus().get("/api/v1/status/config"));
            TimeUnit.SECONDS.sleep(Long.getLong("explore", 240));
        }
    }
}
