package io.rdrop.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rdrop.session.ModelKind;
import java.io.IOException;
import java.nio.file.Path;
import org.apache.flink.table.api.EnvironmentSettings;
import org.apache.flink.table.api.TableEnvironment;
import org.apache.flink.table.api.ValidationException;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the planner accepts and refuses; nothing is run. */
class RdropModelFactoryTest {
    private static final String INPUTS = "x DOUBLE, y DOUBLE, c STRING";

    private final SqlModels models;
    private final TableEnvironment sql = TableEnvironment.create(EnvironmentSettings.inStreamingMode());

    RdropModelFactoryTest(@TempDir Path folder) {
        models = SqlModels.in(folder);
        sql.executeSql("CREATE TABLE t (a DOUBLE, b DOUBLE, c STRING, p ARRAY<INT>) WITH ('connector' = 'datagen')");
    }

    private void plan(String create, String columns) {
        sql.executeSql(create);
        sql.explainSql("SELECT * FROM ML_PREDICT(TABLE t, MODEL m, DESCRIPTOR(" + columns + "))");
    }

    private AbstractThrowableAssert<?, ? extends Throwable> assertRefused(
            String inputs, String outputs, String columns, String... options) {
        return assertThatThrownBy(() -> plan(models.create(inputs, outputs, options), columns))
                .rootCause()
                .isInstanceOf(ValidationException.class);
    }

    @Test
    void plansWhatFits() throws IOException {
        models.commit(ModelKind.POOL, 1, 1);
        sql.executeSql(models.create(
                "c BIGINT, x DECIMAL(10, 3), y SMALLINT",
                "prediction VARCHAR(1), probability FLOAT, probabilities MAP<STRING, DOUBLE>, probability_b DOUBLE,"
                        + " version BIGINT, manifest_sha256 STRING",
                "'version' = '1'"));
        sql.executeSql("CREATE TABLE u (l BIGINT, d DECIMAL(10, 3), s SMALLINT) WITH ('connector' = 'datagen')");

        assertThat(sql.explainSql("SELECT * FROM ML_PREDICT(TABLE u, MODEL m, DESCRIPTOR(l, d, s))"))
                .contains("MLPredictTableFunction");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            x DOUBLE, c STRING | a, c | input column y is missing: version 1 of model m needs x (a number), y (a number), c (a category), and INPUT has x, c
            x DOUBLE, y DOUBLE, z DOUBLE | a, b, b | input column z is no column of version 1 of model m; its columns are x, y, c
            x DOUBLE, y STRING, c STRING | a, c, c | input column y of version 1 of model m must be a number (TINYINT to BIGINT, FLOAT, DOUBLE, DECIMAL) but is STRING
            x DOUBLE, y DOUBLE, c DOUBLE | a, b, a | input column c of version 1 of model m must be a category (STRING, VARCHAR, CHAR, TINYINT to BIGINT, BOOLEAN; CAST others AS STRING) but is DOUBLE
            """)
    void refusesAnInputThatTheModelDoesNotHaveOrNotSo(String inputs, String columns, String message)
            throws IOException {
        models.commit(ModelKind.POOL, 1, 1);

        assertRefused(inputs, "prediction STRING", columns).hasMessageContaining(message);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            prediction DOUBLE | output column prediction of version 1 of model m must be STRING, or VARCHAR of at least 1 but is DOUBLE
            version INT | output column version of version 1 of model m must be BIGINT but is INT
            probability STRING | output column probability of version 1 of model m must be FLOAT or DOUBLE but is STRING
            probabilities ARRAY<DOUBLE> | output column probabilities of version 1 of model m must be MAP<STRING, FLOAT> or MAP<STRING, DOUBLE> but is ARRAY<DOUBLE>
            probability_d DOUBLE | output column probability_d is none that version 1 of model m gives; it gives prediction, version, manifest_sha256, probability, probabilities, and probability_CLASS of each of the classes a, b, c
            score DOUBLE | output column score is none that version 1 of model m gives
            prediction STRING NOT NULL | output column prediction must be nullable, since it is NULL for a row that cannot be predicted; or set 'on-refused' = 'fail'
            """)
    void refusesAnOutputThatTheModelDoesNotGiveOrNotSo(String outputs, String message) throws IOException {
        models.commit(ModelKind.POOL, 1, 1);

        assertRefused(INPUTS, outputs, "a, b, c").hasMessageContaining(message);
    }

    @Test
    void numbersHaveNoProbabilities() throws IOException {
        models.commit(ModelKind.NUMBER_POOL, 1, 1);

        plan(models.create(INPUTS, "prediction DOUBLE NOT NULL", "'on-refused' = 'fail'"), "a, b, c");
        sql.executeSql("DROP MODEL m");
        assertRefused(INPUTS, "probability DOUBLE", "a, b, c")
                .hasMessageContaining("output column probability is for classes, but version 1 of model m predicts"
                        + " numbers; it gives prediction, version, manifest_sha256");
    }

    @Test
    void aTextAndAnImageAreOneColumnOfAnyName() throws IOException {
        models.commit(ModelKind.TEXT_POOL, 1, 1);
        plan(models.create("review STRING", "prediction STRING"), "c");
        sql.executeSql("DROP MODEL m");
        assertRefused("review DOUBLE", "prediction STRING", "a")
                .hasMessageContaining("input column review of version 1 of model m must be STRING, VARCHAR or CHAR");
        sql.executeSql("DROP MODEL m");
        assertRefused("review STRING, x DOUBLE", "prediction STRING", "c, a")
                .hasMessageContaining("predicts from a text, one input column of any name, but INPUT has review, x");
    }

    @Test
    void anImageIsBytesOrAnArrayOfNumbers() throws IOException {
        models.commit(ModelKind.IMAGE, 1, 1);

        plan(models.create("picture ARRAY<INT>", "prediction STRING"), "p");
        sql.executeSql("DROP MODEL m");
        assertRefused("picture STRING", "prediction STRING", "c")
                .hasMessageContaining("input column picture of version 1 of model m must be BYTES (one a number) or an"
                        + " ARRAY of TINYINT to BIGINT, numbers from 0 to 255 but is STRING");
    }

    @Test
    void saysWhatIsNotThere() throws IOException {
        assertThatThrownBy(() -> plan(models.create(INPUTS, "prediction STRING"), "a, b, c"))
                .hasStackTraceContaining("model m, version latest, cannot be read from the registry " + models.folder()
                        + ": model m has no latest version");
        sql.executeSql("DROP MODEL m");
        models.commit(ModelKind.POOL, 1, 1);
        assertThatThrownBy(() -> plan(models.create(INPUTS, "prediction STRING", "'version' = '7'"), "a, b, c"))
                .hasStackTraceContaining("model m has no version 7 but [1]");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            'version' = 'newest' | 'version' must be latest or a number >= 1 but was newest
            'refresh-interval' = '0 s' | 'refresh-interval' must be > 0 but was PT0S
            'on-refused' = 'drop' | Expected one of: [[NULL, FAIL]]
            'versoin' = '1' | Unsupported options:
            """)
    void refusesOptions(String option, String message) throws IOException {
        models.commit(ModelKind.POOL, 1, 1);

        assertThatThrownBy(() -> plan(models.create(INPUTS, "prediction STRING", option), "a, b, c"))
                .hasStackTraceContaining(message);
    }

    @Test
    void aRegistryIsNoRelativePath() {
        assertThatThrownBy(() -> plan(
                        "CREATE MODEL m INPUT (" + INPUTS + ") OUTPUT (prediction STRING)"
                                + " WITH ('provider' = 'rdrop', 'registry' = 'rdrop-out/models')",
                        "a, b, c"))
                .hasStackTraceContaining(
                        "'registry' must be an absolute path or a URI, since tasks run elsewhere, but was"
                                + " rdrop-out/models");
    }
}
