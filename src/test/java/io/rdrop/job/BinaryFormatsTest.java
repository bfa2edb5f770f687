package io.rdrop.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rdrop.example.ClassScores;
import io.rdrop.example.ClassTables;
import io.rdrop.example.Example;
import io.rdrop.example.Outliers;
import io.rdrop.example.RawRecord;
import io.rdrop.example.Rejection;
import io.rdrop.example.RejectionReason;
import io.rdrop.example.Scores;
import io.rdrop.example.SourcePosition;
import io.rdrop.example.StepReport;
import io.rdrop.example.TableFeatures;
import io.rdrop.example.TextFeatures;
import io.rdrop.job.wire.BinaryFormat;
import io.rdrop.job.wire.BinarySerializer;
import io.rdrop.job.wire.BinaryTypeInfo;
import io.rdrop.job.wire.ExampleRecordFormat;
import io.rdrop.job.wire.RawRecordFormat;
import io.rdrop.job.wire.RejectionFormat;
import io.rdrop.job.wire.StepReportFormat;
import io.rdrop.job.wire.StepReportJson;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.apache.flink.util.InstantiationUtil;
import org.assertj.core.api.recursive.comparison.RecursiveComparisonConfiguration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every record that crosses operators survives its binary form, and every form survives a savepoint. */
class BinaryFormatsTest {
    private static final SourcePosition POSITION = new SourcePosition("examples", 3, 1L << 40, -1);
    private static final String LONG_TEXT = "grün ".repeat(20_000); // writeUTF would refuse it
    /** Field by field, arrays by content, NaN equal to NaN. */
    private static final RecursiveComparisonConfiguration BY_CONTENT = RecursiveComparisonConfiguration.builder()
            .withStrictTypeChecking(true)
            .withComparatorForType(Double::compare, Double.class)
            .withEqualsForType(Scores::equals, Scores.class)
            .build();

    /**
     * A format with values of its type.
     *
     * @param values at least one
     */
    private record Case<T>(BinaryFormat<T> format, List<T> values) {
        @Override
        public String toString() {
            return format.getClass().getSimpleName();
        }
    }

    static Stream<Case<?>> cases() {
        return Stream.of(
                new Case<>(new RawRecordFormat(), rawRecords()),
                new Case<>(new ExampleRecordFormat(), examples()),
                new Case<>(new RejectionFormat(), rejections()),
                new Case<>(new StepReportFormat(), reports()),
                new Case<>(
                        new SnapshotContentFormat(),
                        List.of(Jobs.snapshot("de", 1, ""), Jobs.snapshot("é/1", 1L << 40, LONG_TEXT))));
    }

    private static List<RawRecord> rawRecords() {
        return List.of(
                new RawRecord(POSITION, new byte[] {0, -1, 10}),
                new RawRecord(POSITION, new byte[0]),
                new RawRecord(POSITION, null),
                new RawRecord(POSITION, new byte[70_000]));
    }

    private static List<Example> examples() {
        return List.of(
                Jobs.example("de", 5),
                new Example(
                        POSITION,
                        LONG_TEXT,
                        "é/1",
                        Long.MIN_VALUE,
                        new TableFeatures(
                                new double[] {Double.NaN, -0.0, Double.MIN_VALUE},
                                new @Nullable String[] {null, "", LONG_TEXT}),
                        7),
                Jobs.example("de", 5).weighing(0.25).withHistory(new double[] {1, 0}),
                Jobs.example("de", 6).weighing(0).withTimeoutOdds(0.3),
                new Example(POSITION, "", "m", 0, new TextFeatures(""), Double.NaN));
    }

    private static List<Rejection> rejections() {
        List<Rejection> rejections = new ArrayList<>();
        for (RejectionReason reason : RejectionReason.values()) {
            rejections.add(new Rejection(new RawRecord(POSITION, new byte[] {1}), reason, "`x` was é"));
        }
        rejections.add(new Rejection(new RawRecord(POSITION, null), RejectionReason.EMPTY, LONG_TEXT));
        return rejections;
    }

    private static List<StepReport> reports() {
        Scores none = ClassScores.of(0, Double.NaN, 0, Double.POSITIVE_INFINITY, Double.NaN, Double.NaN);
        return List.of(
                new StepReport(
                        "é/1",
                        1L << 40,
                        32,
                        true,
                        1L << 41,
                        96,
                        new StepReport.Memory(1_000, 20),
                        0.1,
                        0.2,
                        0.3,
                        0.4,
                        0.5,
                        0.6,
                        2,
                        ClassTables.with(ClassScores.of(1, 0.7, 0.8, 0.9, 1.0, 1.1), ClassTables.fraud()),
                        ClassScores.of(2, 1.2, 1.3, 1.4, 1.5, 1.6),
                        POSITION,
                        Long.MAX_VALUE,
                        1.7,
                        List.of(new Outliers("é", 3, -1e300, POSITION), new Outliers("label", 1, 1e30, POSITION)),
                        null),
                new StepReport(
                        "m",
                        1,
                        1,
                        false,
                        0,
                        0,
                        new StepReport.Memory(0, 0),
                        Double.NaN,
                        Double.NaN,
                        Double.NaN,
                        0,
                        0,
                        Double.NaN,
                        0,
                        none,
                        none,
                        POSITION,
                        0,
                        0,
                        List.of(),
                        null));
    }

    @ParameterizedTest
    @MethodSource("cases")
    <T> void returnsWhatWasWrittenAndReadsNoByteMore(Case<T> given) throws IOException {
        TypeSerializer<T> serializer = serializer(given);
        DataOutputSerializer out = new DataOutputSerializer(64);
        for (T value : given.values()) {
            serializer.serialize(value, out);
        }
        DataInputDeserializer in = new DataInputDeserializer(out.getCopyOfBuffer());
        for (T value : given.values()) {
            T read = value.hashCode() % 2 == 0 ? serializer.deserialize(in) : serializer.deserialize(value, in);
            assertThat(read)
                    .isNotSameAs(value)
                    .usingRecursiveComparison(BY_CONTENT)
                    .isEqualTo(value);
        }
        assertThat(in.available()).isZero();
    }

    @Test
    void aStepReportOfBeforeOutliersWereReportedHasNone() throws IOException {
        StepReport report = reports().get(1);
        DataOutputSerializer out = new DataOutputSerializer(64);
        new StepReportFormat().write(report, out);
        byte[] written = out.getCopyOfBuffer();
        String json = new String(written, Integer.BYTES, written.length - Integer.BYTES, StandardCharsets.UTF_8);

        StepReport read =
                StepReportJson.read(json.replace(",\"outliers\":[]", "").getBytes(StandardCharsets.UTF_8));

        assertThat(json).contains(",\"outliers\":[]");
        assertThat(read).isEqualTo(report);
    }

    @ParameterizedTest
    @MethodSource("cases")
    <T> void copiesTheBinaryForm(Case<T> given) throws IOException {
        TypeSerializer<T> serializer = serializer(given);
        for (T value : given.values()) {
            DataOutputSerializer original = new DataOutputSerializer(64);
            serializer.serialize(value, original);
            DataOutputSerializer copy = new DataOutputSerializer(64);
            serializer.copy(new DataInputDeserializer(original.getCopyOfBuffer()), copy);
            assertThat(copy.getCopyOfBuffer()).isEqualTo(original.getCopyOfBuffer());
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    <T> void recordsAreImmutableSoACopyIsTheRecord(Case<T> given) {
        TypeSerializer<T> serializer = serializer(given);
        T value = given.values().get(0);

        assertThat(serializer.isImmutableType()).isTrue();
        assertThat(serializer.getLength()).isEqualTo(-1);
        assertThat(serializer.copy(value)).isSameAs(value);
        assertThat(serializer.copy(value, given.values().get(1))).isSameAs(value);
        assertThat(serializer.duplicate()).isEqualTo(serializer).hasSameHashCodeAs(serializer);
        assertThatThrownBy(serializer::createInstance).isInstanceOf(UnsupportedOperationException.class);
    }

    @ParameterizedTest
    @MethodSource("cases")
    <T> void aSavepointRemembersTheFormat(Case<T> given) throws Exception {
        TypeSerializer<T> serializer = serializer(given);
        DataOutputSerializer stored = new DataOutputSerializer(64);
        TypeSerializerSnapshot.writeVersionedSnapshot(stored, serializer.snapshotConfiguration());
        TypeSerializerSnapshot<T> restored = TypeSerializerSnapshot.readVersionedSnapshot(
                new DataInputDeserializer(stored.getCopyOfBuffer()), getClass().getClassLoader());

        assertThat(restored.restoreSerializer()).isEqualTo(serializer);
        assertThat(serializer
                        .snapshotConfiguration()
                        .resolveSchemaCompatibility(restored)
                        .isCompatibleAsIs())
                .isTrue();
        DataOutputSerializer out = new DataOutputSerializer(64);
        serializer.serialize(given.values().get(0), out);
        assertThat(restored.restoreSerializer().deserialize(new DataInputDeserializer(out.getCopyOfBuffer())))
                .usingRecursiveComparison(BY_CONTENT)
                .isEqualTo(given.values().get(0));
    }

    @Test
    void formatsAreNotTakenForOneAnother() {
        BinarySerializer<RawRecord> raw = new BinarySerializer<>(new RawRecordFormat());
        BinarySerializer<Example> example = new BinarySerializer<>(new ExampleRecordFormat());

        assertThat(raw.equals(example)).isFalse();
        assertThat(new BinaryTypeInfo<>(RawRecord.class, new RawRecordFormat())
                        .equals(new BinaryTypeInfo<>(Example.class, new ExampleRecordFormat())))
                .isFalse();
        @SuppressWarnings({"unchecked", "rawtypes"}) // as a changed job would meet an old savepoint
        var compatibility = ((TypeSerializerSnapshot) raw.snapshotConfiguration())
                .resolveSchemaCompatibility(example.snapshotConfiguration());
        assertThat(compatibility.isIncompatible()).isTrue();
    }

    @Test
    void refusesASavepointWhoseFormatIsGone() throws IOException {
        DataOutputSerializer stored = new DataOutputSerializer(64);
        stored.writeUTF("io.rdrop.job.wire.GoneFormat");
        BinarySerializer.Snapshot<RawRecord> snapshot = new BinarySerializer.Snapshot<>();

        assertThatThrownBy(() -> snapshot.readSnapshot(
                        1,
                        new DataInputDeserializer(stored.getCopyOfBuffer()),
                        getClass().getClassLoader()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("io.rdrop.job.wire.GoneFormat");
        assertThatThrownBy(snapshot::restoreSerializer).isInstanceOf(IllegalStateException.class);
    }

    @ParameterizedTest
    @MethodSource("cases")
    <T> void typeInformationTravelsWithTheJob(Case<T> given) throws Exception {
        BinaryTypeInfo<T> type = type(given);

        assertThat(InstantiationUtil.clone(type)).isEqualTo(type).hasSameHashCodeAs(type);
        assertThat(type.isKeyType()).isFalse();
        assertThat(InstantiationUtil.clone(serializer(given))).isEqualTo(serializer(given));
    }

    @Test
    @SuppressWarnings("NullAway") // neither the sink's context nor a timestamp is looked at
    void stepReportsSurviveJson() throws IOException {
        StepReportJson schema = new StepReportJson("reports");
        for (StepReport report : reports()) {
            var record = schema.serialize(report, null, null);

            assertThat(record.topic()).isEqualTo("reports");
            assertThat(new String(record.key(), java.nio.charset.StandardCharsets.UTF_8))
                    .isEqualTo(report.model());
            assertThat(StepReportJson.read(record.value())).isEqualTo(report);
            assertThat(new String(record.value(), java.nio.charset.StandardCharsets.UTF_8))
                    .startsWith("{\"version\":1,\"model\":");
        }
    }

    @Test
    @SuppressWarnings("NullAway") // as above
    void stepReportsMayHaveMoreKeysButNoOtherVersion() throws IOException {
        StepReport report = reports().get(0);
        String json = new String(
                new StepReportJson("reports").serialize(report, null, null).value(),
                java.nio.charset.StandardCharsets.UTF_8);

        assertThat(StepReportJson.read(bytes(json.replace("{\"version\"", "{\"later\":[1],\"version\""))))
                .isEqualTo(report);
        assertThatThrownBy(() -> StepReportJson.read(bytes(json.replace("\"version\":1", "\"version\":2"))))
                .isInstanceOf(IOException.class)
                .hasMessage("a step report of version 1 was expected, but its version is 2");
        assertThatThrownBy(() -> StepReportJson.read(bytes("{\"event\":\"committed\"}")))
                .hasMessage("a step report of version 1 was expected, but its version is not given");
    }

    private static byte[] bytes(String text) {
        return text.getBytes(java.nio.charset.StandardCharsets.UTF_8);
    }

    private static <T> TypeSerializer<T> serializer(Case<T> given) {
        return type(given).createSerializer(new SerializerConfigImpl());
    }

    @SuppressWarnings("unchecked") // a value's class is what its format is of
    private static <T> BinaryTypeInfo<T> type(Case<T> given) {
        return new BinaryTypeInfo<>((Class<T>) given.values().get(0).getClass(), given.format());
    }
}
