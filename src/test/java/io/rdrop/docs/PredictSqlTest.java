package io.rdrop.docs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.rdrop.config.JobConfig;
import io.rdrop.config.JobConfigs;
import io.rdrop.registry.LocalRegistryStorage;
import io.rdrop.registry.ModelRegistry;
import io.rdrop.session.LocalRun;
import io.rdrop.session.ModelSession;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.flink.table.api.EnvironmentSettings;
import org.apache.flink.table.api.TableEnvironment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The statements that the example and the page show are planned, with other tables and a registry that is there. */
class PredictSqlTest {
    private static final JobConfig PRICES = JobConfigs.parse("""
            features: [{name: date}, {name: day, type: categorical}, {name: period}, {name: nswprice}, {name: nswdemand},
              {name: vicprice}, {name: vicdemand}, {name: transfer}]
            label: {classes: [DOWN, UP]}
            """, "test", List.of());

    private final Path registry;

    PredictSqlTest(@TempDir Path registry) throws IOException {
        this.registry = registry;
        Random random = new Random(5);
        try (LocalRun run = new LocalRun(PRICES);
                ModelSession session = ModelSession.create("default", PRICES, 1)) {
            for (int i = 0; i < 64; i++) {
                session.add(
                        run.decode(("{\"features\": [0.9, " + random.nextInt(7) + ", 0.3, " + random.nextDouble()
                                        + ", 0.1, 0.6, 0.1, 0.6], \"label\": " + random.nextInt(2) + "}")
                                .getBytes(UTF_8)),
                        0);
            }
            ModelRegistry versions = new ModelRegistry(new LocalRegistryStorage(registry), Clock.systemUTC());
            versions.commit(versions.stage(session.snapshot(0), "test"));
        }
    }

    private String here(String statement) {
        return statement
                .replace("'/srv/models'", "'" + registry + "'")
                .replaceAll("(?s)WITH \\(\\s*'connector' = 'kafka'.*'scan.*\\)", "WITH ('connector' = 'datagen')")
                .replaceAll("(?s)WITH \\(\\s*'connector' = 'kafka'.*\\)", "WITH ('connector' = 'blackhole')");
    }

    private static List<String> statements(Stream<String> lines) {
        String text = lines.filter(line -> !line.startsWith("--")).collect(Collectors.joining("\n"));
        return Arrays.stream(text.split(";\n?", -1))
                .filter(each -> !each.isBlank())
                .toList();
    }

    @Test
    void theExampleIsPlannedAsItStandsThere() throws IOException {
        TableEnvironment sql = TableEnvironment.create(EnvironmentSettings.inStreamingMode());
        List<String> statements = statements(Files.readAllLines(Path.of("flink-jobs/predict.sql")).stream());

        assertThat(statements).hasSize(5).last().asString().contains("ML_PREDICT");
        for (String statement : statements.subList(1, 4)) {
            sql.executeSql(here(statement));
        }
        assertThat(sql.explainSql(here(statements.get(4)))).contains("MLPredictTableFunction");
    }

    @Test
    void soAreThePagesStatements() throws IOException {
        List<String> statements = statements(Files.readAllLines(Path.of("docs/predict.md")).stream()
                .dropWhile(line -> !line.equals("```sql"))
                .skip(1)
                .takeWhile(line -> !line.equals("```")));
        TableEnvironment sql = TableEnvironment.create(EnvironmentSettings.inStreamingMode());
        sql.executeSql(
                "CREATE TABLE prices (`date` DOUBLE, `day` INT, `period` DOUBLE, nswprice DOUBLE, nswdemand DOUBLE,"
                        + " vicprice DOUBLE, vicdemand DOUBLE, transfer DOUBLE) WITH ('connector' = 'datagen')");

        assertThat(statements).hasSize(2);
        sql.executeSql(here(statements.get(0)));
        assertThat(sql.explainSql(statements.get(1))).contains("MLPredictTableFunction");
    }
}
