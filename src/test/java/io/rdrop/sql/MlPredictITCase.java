package io.rdrop.sql;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rdrop.example.Example;
import io.rdrop.example.ImageFeatures;
import io.rdrop.example.TableFeatures;
import io.rdrop.example.TextFeatures;
import io.rdrop.predict.Prediction;
import io.rdrop.predict.Predictor;
import io.rdrop.session.ModelKind;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.flink.api.common.RuntimeExecutionMode;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.connector.source.util.ratelimit.RateLimiterStrategy;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.connector.datagen.source.DataGeneratorSource;
import org.apache.flink.connector.datagen.source.GeneratorFunction;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.table.api.DataTypes;
import org.apache.flink.table.api.Schema;
import org.apache.flink.table.api.Table;
import org.apache.flink.table.api.bridge.java.StreamTableEnvironment;
import org.apache.flink.table.types.AbstractDataType;
import org.apache.flink.types.Row;
import org.apache.flink.util.CloseableIterator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Rows through ML_PREDICT in a mini cluster, planned by Flink's own planner. */
class MlPredictITCase {
    private static final String OUTPUTS = "prediction STRING, probability FLOAT, probabilities MAP<STRING, FLOAT>,"
            + " probability_b DOUBLE, version BIGINT, manifest_sha256 STRING";

    private final SqlModels models;

    MlPredictITCase(@TempDir Path folder) {
        models = SqlModels.in(folder);
    }

    private static StreamExecutionEnvironment environment(Configuration settings) {
        StreamExecutionEnvironment environment = StreamExecutionEnvironment.getExecutionEnvironment(settings);
        environment.setParallelism(1);
        environment.setRuntimeMode(RuntimeExecutionMode.STREAMING);
        return environment;
    }

    /** Rows of the kind's examples: id first. */
    private static List<Row> rows(List<Example> examples) {
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < examples.size(); i++) {
            Row row;
            if (examples.get(i).features() instanceof TableFeatures table) {
                row = Row.of(i, table.numbers()[0], table.numbers()[1], table.categories()[0]);
            } else if (examples.get(i).features() instanceof TextFeatures text) {
                row = Row.of(i, text.text());
            } else {
                byte[] pixels = ((ImageFeatures) examples.get(i).features()).pixels();
                Integer[] numbers = new Integer[pixels.length];
                for (int p = 0; p < numbers.length; p++) {
                    numbers[p] = pixels[p] & 0xff;
                }
                row = Row.of(i, numbers);
            }
            rows.add(row);
        }
        return rows;
    }

    private static AbstractDataType<?> type(ModelKind kind) {
        return switch (kind.config().task().input()) {
            case TABLE ->
                DataTypes.ROW(
                        DataTypes.FIELD("id", DataTypes.INT()),
                        DataTypes.FIELD("x", DataTypes.DOUBLE()),
                        DataTypes.FIELD("y", DataTypes.DOUBLE()),
                        DataTypes.FIELD("c", DataTypes.STRING()));
            case TEXT ->
                DataTypes.ROW(DataTypes.FIELD("id", DataTypes.INT()), DataTypes.FIELD("review", DataTypes.STRING()));
            case TOKENS, SOURCE ->
                DataTypes.ROW(DataTypes.FIELD("id", DataTypes.INT()), DataTypes.FIELD("sentence", DataTypes.STRING()));
            case IMAGE ->
                DataTypes.ROW(
                        DataTypes.FIELD("id", DataTypes.INT()),
                        DataTypes.FIELD("picture", DataTypes.ARRAY(DataTypes.INT())));
        };
    }

    @SuppressWarnings("try") // close() may be interrupted, which then fails the test
    private static List<Row> collect(Table table) throws Exception {
        List<Row> rows = new ArrayList<>();
        try (CloseableIterator<Row> results = table.execute().collect()) {
            results.forEachRemaining(rows::add);
        }
        return rows;
    }

    @ParameterizedTest
    @EnumSource(names = {"POOL", "HISTORY", "NUMBER_POOL", "REGRESSION", "TEXT_POOL", "IMAGE"})
    void rowsAreThoseOfAPredictorBitForBit(ModelKind kind) throws Exception {
        models.commit(kind, 1, 1);
        boolean isNumber = kind.config().label().classes().isEmpty();
        String columns =
                switch (kind.config().task().input()) {
                    case TABLE -> "x DOUBLE, y DOUBLE, c STRING";
                    case TEXT -> "review STRING";
                    case TOKENS, SOURCE -> "sentence STRING";
                    case IMAGE -> "picture ARRAY<INT>";
                };
        StreamTableEnvironment sql = StreamTableEnvironment.create(environment(new Configuration()));
        sql.executeSql(models.create(columns, isNumber ? "prediction FLOAT, version BIGINT" : OUTPUTS));
        List<Example> examples = kind.examples();
        sql.createTemporaryView("t", sql.fromValues(type(kind), rows(examples)));

        List<Row> rows = collect(sql.sqlQuery(
                "SELECT * FROM ML_PREDICT(TABLE t, MODEL m, DESCRIPTOR(" + columns.replaceAll(" [A-Z<>]+", "") + "))"));

        assertThat(rows).hasSameSizeAs(examples);
        try (Predictor predictor = Predictor.of(models.registry(), "m").open()) {
            for (Row row : rows) {
                Prediction expected = predictor.predict(
                        examples.get(row.<Integer>getFieldAs("id")).features());
                assertThat(row.<Long>getFieldAs("version")).isEqualTo(1);
                if (isNumber) {
                    assertThat(row.<Float>getFieldAs("prediction")).isEqualTo(expected.number());
                } else {
                    assertSame(row, expected);
                }
            }
        }
    }

    private static void assertSame(Row row, Prediction expected) {
        Map<String, Float> probabilities = new HashMap<>();
        expected.by().classes().forEach(label -> probabilities.put(label, expected.probability(label)));
        assertThat(row.<String>getFieldAs("prediction")).isEqualTo(expected.label());
        assertThat(row.<Float>getFieldAs("probability")).isEqualTo(expected.probability());
        assertThat(row.<Map<String, Float>>getFieldAs("probabilities")).isEqualTo(probabilities);
        assertThat(row.<Double>getFieldAs("probability_b")).isEqualTo(expected.probability("b"));
        assertThat(row.<String>getFieldAs("manifest_sha256"))
                .isEqualTo(expected.by().manifestSha256());
    }

    @Test
    void otherNumericTypesAreReadAsTheNumbersThatTheyAre() throws Exception {
        models.commit(ModelKind.POOL, 1, 1);
        StreamTableEnvironment sql = StreamTableEnvironment.create(environment(new Configuration()));
        sql.executeSql(models.create("c BIGINT, y DECIMAL(6, 2), x DOUBLE", "prediction STRING, probability_a FLOAT"));

        List<Row> rows = collect(sql.sqlQuery("SELECT probability_a FROM ML_PREDICT("
                + "(SELECT CAST(7 AS INT) AS k, CAST(12.25 AS DECIMAL(6, 2)) AS d, CAST(-3 AS SMALLINT) AS s),"
                + " MODEL m, DESCRIPTOR(k, d, s))"));

        try (Predictor predictor = Predictor.of(models.registry(), "m").open()) {
            Prediction expected =
                    predictor.predict("{\"features\": {\"x\": -3, \"y\": 12.25, \"c\": 7}}".getBytes(UTF_8));
            assertThat(rows).containsExactly(Row.of(expected.probability("a")));
        }
    }

    @Test
    void anImageWhoseElementsAreNotThoseDeclaredIsNoImage() throws Exception {
        models.commit(ModelKind.IMAGE, 1, 1);
        StreamTableEnvironment sql = StreamTableEnvironment.create(environment(new Configuration()));
        sql.executeSql(models.create("picture ARRAY<BIGINT>", "prediction STRING"));
        sql.createTemporaryView(
                "t",
                sql.fromValues(
                        type(ModelKind.IMAGE), rows(ModelKind.IMAGE.examples().subList(0, 3))));

        assertThatThrownBy(
                        () -> collect(sql.sqlQuery("SELECT * FROM ML_PREDICT(TABLE t, MODEL m, DESCRIPTOR(picture))")))
                .hasStackTraceContaining(
                        "the table's array has other elements than the BIGINT that the model's INPUT" + " declares");
    }

    @Test
    void missingValuesAreNullAndARowThatCannotBePredictedGivesNullsAndStaysThere() throws Exception {
        models.commit(ModelKind.POOL, 1, 1);
        StreamExecutionEnvironment environment = environment(new Configuration());
        StreamTableEnvironment sql = StreamTableEnvironment.create(environment);
        sql.executeSql(models.create("x DOUBLE, y DOUBLE, c STRING", "prediction STRING, probability FLOAT"));
        sql.createTemporaryView(
                "t",
                environment
                        .fromData(
                                Row.of(0, null, null, null),
                                Row.of(1, Double.NaN, 20.0, "k3"),
                                Row.of(2, Double.POSITIVE_INFINITY, 20.0, "k3"))
                        .map(row -> row)
                        .returns(tableRow()));

        List<Row> rows = collect(sql.sqlQuery(
                "SELECT id, prediction, probability FROM ML_PREDICT(TABLE t, MODEL m," + " DESCRIPTOR(x, y, c))"));

        try (Predictor predictor = Predictor.of(models.registry(), "m").open()) {
            Prediction allMissing =
                    predictor.predict("{\"features\": {\"x\": null, \"y\": null, \"c\": null}}".getBytes(UTF_8));
            Prediction oneMissing =
                    predictor.predict("{\"features\": {\"x\": null, \"y\": 20, \"c\": \"k3\"}}".getBytes(UTF_8));
            assertThat(rows)
                    .containsExactlyInAnyOrder(
                            Row.of(0, allMissing.label(), allMissing.probability()),
                            Row.of(1, oneMissing.label(), oneMissing.probability()),
                            Row.of(2, null, null));
        }
    }

    @Test
    void aRowThatCannotBePredictedFailsTheJobWhereThatIsAskedFor() throws Exception {
        models.commit(ModelKind.TEXT_POOL, 1, 1);
        StreamTableEnvironment sql = StreamTableEnvironment.create(environment(new Configuration()));
        sql.executeSql(models.create("review STRING", "prediction STRING NOT NULL", "'on-refused' = 'fail'"));
        sql.createTemporaryView(
                "t", sql.fromValues(type(ModelKind.TEXT_POOL), Row.of(0, "w1 w2"), Row.of(1, (String) null)));

        assertThatThrownBy(
                        () -> collect(sql.sqlQuery("SELECT * FROM ML_PREDICT(TABLE t, MODEL m, DESCRIPTOR(review))")))
                .hasStackTraceContaining("a row cannot be predicted: input column review is NULL");
    }

    /** Rows by number; from some row on, each waits until the test has opened the gate. */
    private static final class GatedRows implements GeneratorFunction<Long, Row> {
        private static final long serialVersionUID = 1L;
        // Static because Flink runs deserialised copies.
        private static volatile CountDownLatch gate = new CountDownLatch(1);

        private final ArrayList<Row> rows;
        private final long before;

        GatedRows(List<Row> rows, long before) {
            this.rows = new ArrayList<>(rows);
            this.before = before;
        }

        @Override
        public Row map(Long number) throws InterruptedException {
            if (number >= before) {
                gate.await();
            }
            Row row = Row.copy(rows.get((int) (number % rows.size())));
            row.setField(0, number.intValue());
            return row;
        }
    }

    private static TypeInformation<Row> tableRow() {
        return Types.ROW_NAMED(new String[] {"id", "x", "y", "c"}, Types.INT, Types.DOUBLE, Types.DOUBLE, Types.STRING);
    }

    private static void createStream(
            StreamExecutionEnvironment environment,
            StreamTableEnvironment sql,
            GeneratorFunction<Long, Row> rows,
            long count,
            double perSecond) {
        sql.createTemporaryView(
                "t",
                environment.fromSource(
                        new DataGeneratorSource<>(rows, count, RateLimiterStrategy.perSecond(perSecond), tableRow()),
                        WatermarkStrategy.noWatermarks(),
                        "rows"),
                Schema.newBuilder()
                        .column("id", DataTypes.INT())
                        .column("x", DataTypes.DOUBLE())
                        .column("y", DataTypes.DOUBLE())
                        .column("c", DataTypes.STRING())
                        .build());
    }

    /** Each row must be what the version predicts that it names. */
    private void assertReproducible(List<Row> rows, List<Example> examples) throws IOException {
        Map<Long, Predictor> byVersion = new HashMap<>();
        try {
            for (Row row : rows) {
                long version = row.<Long>getFieldAs("version");
                @Nullable Predictor predictor = byVersion.get(version);
                if (predictor == null) {
                    predictor = Predictor.of(models.registry(), "m")
                            .version(version)
                            .open();
                    byVersion.put(version, predictor);
                }
                int example = row.<Integer>getFieldAs("id") % examples.size();
                assertSame(row, predictor.predict(examples.get(example).features()));
            }
        } finally {
            byVersion.values().forEach(Predictor::close);
        }
    }

    @Test
    @SuppressWarnings("try") // close() may be interrupted, which then fails the test
    void aNewVersionIsTakenWhileTheQueryRunsAndARollbackFollowed() throws Exception {
        models.commit(ModelKind.POOL, 1, 1);
        GatedRows.gate = new CountDownLatch(1);
        StreamExecutionEnvironment environment = environment(new Configuration());
        StreamTableEnvironment sql = StreamTableEnvironment.create(environment);
        sql.executeSql(models.create("x DOUBLE, y DOUBLE, c STRING", OUTPUTS, "'refresh-interval' = '10 ms'"));
        List<Example> examples = ModelKind.POOL.examples();
        createStream(environment, sql, new GatedRows(rows(examples), 20), Long.MAX_VALUE, 2_000);

        List<Row> rows = new ArrayList<>();
        try (CloseableIterator<Row> results = sql.executeSql(
                        "SELECT * FROM ML_PREDICT(TABLE t, MODEL m, DESCRIPTOR(x, y, c))")
                .collect()) {
            readUntil(results, rows, row -> row.<Integer>getFieldAs("id") == 19);
            assertThat(rows).extracting(row -> row.<Long>getFieldAs("version")).containsOnly(1L);
            models.commit(ModelKind.POOL, 2, 2);
            GatedRows.gate.countDown();
            readUntil(results, rows, row -> row.<Long>getFieldAs("version") == 2);
            models.registry().rollback("m", 1);
            readUntil(results, rows, row -> row.<Long>getFieldAs("version") == 1);
        }

        assertThat(rows).extracting(row -> row.<Integer>getFieldAs("id")).doesNotHaveDuplicates();
        assertReproducible(rows, examples);
    }

    private interface Wanted {
        boolean is(Row row);
    }

    private static void readUntil(CloseableIterator<Row> results, List<Row> into, Wanted wanted) {
        Row row;
        do {
            row = results.next();
            into.add(row);
        } while (!wanted.is(row));
    }

    /** Fails once, at some row. */
    private static final class FailingRows implements GeneratorFunction<Long, Row> {
        private static final long serialVersionUID = 1L;
        private static final AtomicBoolean HAS_FAILED = new AtomicBoolean();

        private final GatedRows rows;
        private final long at;

        FailingRows(GatedRows rows, long at) {
            this.rows = rows;
            this.at = at;
        }

        @Override
        public Row map(Long number) throws InterruptedException {
            if (number == at && HAS_FAILED.compareAndSet(false, true)) {
                throw new IllegalStateException("fails once, at row " + number);
            }
            return rows.map(number);
        }
    }

    @Test
    void afterAFailureEachRowHasOneAnswerByTheVersionThatItNames() throws Exception {
        models.commit(ModelKind.POOL, 1, 1);
        FailingRows.HAS_FAILED.set(false);
        Configuration settings = new Configuration();
        settings.setString("restart-strategy.type", "fixed-delay");
        settings.setString("restart-strategy.fixed-delay.attempts", "3");
        settings.setString("restart-strategy.fixed-delay.delay", "10 ms");
        StreamExecutionEnvironment environment = environment(settings);
        environment.enableCheckpointing(50);
        StreamTableEnvironment sql = StreamTableEnvironment.create(environment);
        sql.executeSql(models.create("x DOUBLE, y DOUBLE, c STRING", OUTPUTS, "'version' = '1'"));
        List<Example> examples = ModelKind.POOL.examples();
        int count = 300;
        createStream(environment, sql, new FailingRows(new GatedRows(rows(examples), count), 150), count, 400);

        List<Row> rows = collect(sql.sqlQuery("SELECT * FROM ML_PREDICT(TABLE t, MODEL m, DESCRIPTOR(x, y, c))"));

        assertThat(FailingRows.HAS_FAILED).isTrue();
        Set<Integer> ids = new HashSet<>();
        rows.forEach(row -> ids.add(row.getFieldAs("id")));
        assertThat(rows).hasSize(count);
        assertThat(ids).hasSize(count);
        assertReproducible(rows, examples);
    }
}
