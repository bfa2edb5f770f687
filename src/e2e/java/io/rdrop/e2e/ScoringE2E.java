package io.rdrop.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.rdrop.tools.processes.Leftovers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * `rdrop chaos scoring`: records are scored while TaskManager (scorer and trainer), broker and JobManager are killed in
 * turn, exactly once each, and by a version that gives the same bits again. {@code -Drdrop.scoring.records=1000000
 * -Drdrop.scoring.kills=20} takes half an hour.
 */
class ScoringE2E {
    private static final int RECORDS = Integer.getInteger("rdrop.scoring.records", 6_000);
    private static final int KILLS = Integer.getInteger("rdrop.scoring.kills", 3);
    private static final double SECONDS_A_PART = 2;
    private static final Duration AT_MOST = Duration.ofHours(2);

    @TempDir
    private Path folder = Path.of("");

    @Test
    void eachRecordIsAnsweredOnceByAVersionThatGivesTheSameBits() throws Exception {
        Path out = folder.resolve("out");
        List<String> command = List.of(
                Path.of("rdrop").toAbsolutePath().toString(),
                "chaos",
                "scoring",
                "--records=" + RECORDS,
                "--kills=" + KILLS,
                "--rate=" + RECORDS / (KILLS + 1.0) / SECONDS_A_PART,
                "--out=" + out);
        try (Launched chaos = Launched.start(Files.createTempFile(folder, "chaos", ".txt"), Map.of(), command)) {
            Launched.Result result = chaos.result(AT_MOST);

            assertThat(result.exitCode()).as(result.printed()).isZero();
            assertThat(result.printed())
                    .contains(String.format("%,d records answered exactly once", RECORDS))
                    .contains("TASKMANAGER", "BROKER", "JOBMANAGER");
            System.out.println(result.printed());
        }
        assertThat(Leftovers.of(folder.toString(), List.of())).isEmpty();
    }
}
