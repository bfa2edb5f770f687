package io.rdrop.tools.feed.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rdrop.config.ConfigException;
import io.rdrop.config.FeatureConfig;
import io.rdrop.config.FeatureType;
import io.rdrop.config.TaskType;
import io.rdrop.tools.feed.DataFiles;
import io.rdrop.tools.feed.files.DataFile;
import io.rdrop.tools.feed.files.EnvelopeColumns;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileInspectorTest {
    private static final String HEADER = "x,c,y\n";

    private final Path directory;

    FileInspectorTest(@TempDir Path directory) {
        this.directory = directory;
    }

    private Inspection csv(String text) throws IOException {
        return FileInspector.inspect(DataFiles.write(directory, "a.csv", text), "y");
    }

    private Inspection json(String text, String label) throws IOException {
        return FileInspector.inspect(DataFiles.write(directory, "a.jsonl", text), label);
    }

    private static FeatureConfig numeric(String name) {
        return new FeatureConfig(name, FeatureType.NUMERIC);
    }

    private static FeatureConfig categorical(String name) {
        return new FeatureConfig(name, FeatureType.CATEGORICAL);
    }

    /** Rows {@code number,word,label}: 0.5,red,UP and so on. */
    private static List<String> goodRows(int count, String... labels) {
        List<String> rows = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            rows.add(i + ".5," + (i % 3 == 0 ? "red" : "blue") + "," + labels[i % labels.length]);
        }
        return rows;
    }

    private static List<String> brokenRows(int count) {
        List<String> kinds = List.of(
                "1.5,red",
                "1.5,red,UP,7",
                "oops,red,UP",
                "inf,red,UP",
                "1.5,red,SIDEWAYS",
                "1.5,red,",
                "",
                "\"1.5,red,UP",
                "{\"x\":",
                "-Infinity,blue,3");
        List<String> rows = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            rows.add(kinds.get(i % kinds.size()));
        }
        return rows;
    }

    @Test
    void infersTypesAndClasses() throws IOException {
        Inspection found = csv(HEADER + "1,red,UP\n-2e3,7,DOWN\n?,,UP\n.5,blue,?\n");
        assertThat(found.features()).containsExactly(numeric("x"), categorical("c"));
        assertThat(found.fileColumns()).containsExactly("x", "c", "y");
        assertThat(found.label().classes()).containsExactly("DOWN", "UP");
        assertThat(found.classes())
                .containsExactly(new Inspection.ClassCount("DOWN", 1), new Inspection.ClassCount("UP", 2));
        assertThat(found.rows()).isEqualTo(4);
        assertThat(found.malformed()).isZero();
        assertThat(found.columns().get(0).examples()).containsExactly("1", "-2e3", ".5");
    }

    @Test
    void neitherBrokenLinesNorTheOrderOfRowsChangeWhatIsInferred() throws IOException {
        List<String> rows = goodRows(4_000, "UP", "DOWN", "UP", "SAME");
        Inspection clean = csv(HEADER + String.join("\n", rows));
        rows.addAll(brokenRows(90));
        for (int seed = 0; seed < 5; seed++) {
            Collections.shuffle(rows, new Random(seed));
            Inspection mixed = csv(HEADER + String.join("\n", rows));
            assertThat(mixed.features()).isEqualTo(clean.features());
            assertThat(mixed.classes()).isEqualTo(clean.classes());
            assertThat(mixed.rows()).isEqualTo(4_090);
            assertThat(mixed.malformed()).isEqualTo(45);
        }
        assertThat(clean.warnings()).isEmpty();
    }

    @Test
    void tellsWhatTheJobWillReject() throws IOException {
        List<String> rows = goodRows(2_000, "UP", "DOWN");
        rows.addAll(brokenRows(40));
        Inspection found = csv(HEADER + String.join("\n", rows));
        assertThat(String.join("\n", found.warnings()))
                .contains("20 of 2,040 lines cannot be read")
                .contains("4 rows have no label")
                .contains("SIDEWAYS (4)")
                .contains("column x is numeric but 4 values are not numbers, such as oops")
                .contains("column x has 8 values that are NaN or infinite");
    }

    @Test
    void aRareClassOfAFileWithoutBrokenLinesStays() throws IOException {
        List<String> rows = goodRows(5_000, "no");
        rows.addAll(goodRows(2_000, "maybe"));
        rows.add("1,red,yes");
        rows.add("2,red,yes");
        Inspection found = csv(HEADER + String.join("\n", rows));
        assertThat(found.label().classes()).containsExactly("maybe", "no", "yes");
        assertThat(found.warnings()).containsExactly("class yes has only 2 rows");
    }

    @Test
    void theSecondOfTwoClassesStaysHoweverRareAndHoweverManyBrokenLines() throws IOException {
        List<String> rows = goodRows(5_000, "no");
        rows.add("1,red,yes");
        rows.add("2,red,yes");
        rows.addAll(Collections.nCopies(50, "1,red"));
        assertThat(csv(HEADER + String.join("\n", rows)).label().classes()).containsExactly("no", "yes");
    }

    @Test
    void classesOfSmallFilesStayEvenIfSeenOnce() throws IOException {
        assertThat(csv(HEADER + "1,red,a\n2,red,b\n3,red,c\n").label().classes())
                .containsExactly("a", "b", "c");
    }

    @Test
    void aLabelSeenOnceInALargeFileIsNoClass() throws IOException {
        List<String> rows = goodRows(1_500, "a", "b");
        rows.add("1,red,typo");
        Inspection found = csv(HEADER + String.join("\n", rows));
        assertThat(found.label().classes()).containsExactly("a", "b");
        assertThat(found.warnings())
                .singleElement()
                .asString()
                .contains("single row")
                .contains("typo (1)");
    }

    @Test
    void aLabelThatStandsOnlyOnFaultyRowsIsNoClass() throws IOException {
        List<String> rows = goodRows(200, "a", "b");
        rows.add("oops,red,junk");
        rows.add("inf,red,junk");
        assertThat(csv(HEADER + String.join("\n", rows)).label().classes()).containsExactly("a", "b");
    }

    @Test
    void numericClassesAreInNumericOrder() throws IOException {
        assertThat(csv(HEADER + "1,a,10\n1,b,9\n1,a,-1\n2,b,1\n").label().classes())
                .containsExactly("-1", "1", "9", "10");
        assertThat(csv(HEADER + "1,a,10\n1,b,9\n1,a,x\n").label().classes()).containsExactly("10", "9", "x");
    }

    @Test
    void aColumnIsCategoricalIfMoreThanFivePercentAreNoNumbers() throws IOException {
        List<String> rows = goodRows(95, "a", "b");
        rows.addAll(Collections.nCopies(5, "word,red,a"));
        assertThat(csv(HEADER + String.join("\n", rows)).features()).contains(numeric("x"));
        rows.add("word,red,a");
        assertThat(csv(HEADER + String.join("\n", rows)).features()).contains(categorical("x"));
    }

    @Test
    void nanValuesDoNotMakeAColumnCategorical() throws IOException {
        Inspection found = csv(HEADER + "1,a,u\nNaN,a,v\n-inf,b,u\n1e999,b,v\n");
        assertThat(found.features()).contains(numeric("x"));
        assertThat(String.join("\n", found.warnings())).contains("column x has 2 values that are NaN or infinite");
    }

    @Test
    void warnsOfIdsAndConstants() throws IOException {
        StringBuilder text = new StringBuilder("id,k,e,y\n");
        for (int i = 0; i < 40; i++) {
            text.append("user-").append(i).append(",1,,").append(i % 2).append('\n');
        }
        assertThat(csv(text.toString()).warnings())
                .hasSize(3)
                .anyMatch(warning -> warning.startsWith("column id is categorical but more than half"))
                .anyMatch(warning -> warning.equals("column k is always 1"))
                .anyMatch(warning -> warning.equals("column e is empty in every row"));
    }

    @Test
    void refusesALabelColumnThatIsNotThereWithTheNearestName() throws IOException {
        DataFile file = DataFiles.write(directory, "a.csv", "price,class\n1,a\n");
        assertThatThrownBy(() -> FileInspector.inspect(file, "clas"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("no column clas")
                .hasMessageContaining("did you mean class")
                .hasMessageContaining("price, class");
    }

    @Test
    void refusesLabelsThatAreNumbersToPredictOrIds() {
        for (int rows : new int[] {60, 1_500, 6_000}) {
            StringBuilder text = new StringBuilder(HEADER);
            for (int i = 0; i < rows; i++) {
                text.append("1,a,").append(i).append(".25\n");
            }
            assertThatThrownBy(() -> csv(text.toString()))
                    .isInstanceOf(ConfigException.class)
                    .hasMessageContaining("label column y")
                    .hasMessageContaining("distinct values")
                    .hasMessageContaining("choose another column");
        }
    }

    @Test
    void refusesMoreThanAThousandClasses() {
        StringBuilder text = new StringBuilder(HEADER);
        for (int i = 0; i < 4 * 1_001; i++) {
            text.append("1,a,").append(i % 1_001).append('\n');
        }
        assertThatThrownBy(() -> csv(text.toString()))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("1001 distinct values");
    }

    @Test
    void refusesFewerThanTwoClassesAndFilesWithoutRows() {
        assertThatThrownBy(() -> csv(HEADER + "1,a,u\n2,a,u\n"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("at least 2 classes but has only u");
        assertThatThrownBy(() -> csv(HEADER + "1,a,\n"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("at least 2 classes but has none");
        assertThatThrownBy(() -> csv(HEADER))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("no readable row");
        assertThatThrownBy(() -> csv("y\na\nb\n"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("no column beside the label y");
    }

    @Test
    void envelopeColumnsAreNoFeatures() throws IOException {
        DataFile file = DataFiles.write(directory, "a.csv", "i,x,y\n1,2,a\n2,3,b\n");
        Inspection found =
                FileInspector.inspect(file, "y", new EnvelopeColumns("i", null, null), TaskType.CLASSIFICATION);
        assertThat(found.features()).containsExactly(numeric("x"));
        assertThat(found.fileColumns()).containsExactly("i", "x", "y");
    }

    @Test
    void countsTheRecordsThatWillBeSent() throws IOException {
        DataFile file = DataFiles.write(directory, "a.csv", HEADER + "1,a,u\n\nbroken\n2,b,v\n");
        assertThat(FileInspector.countRows(file))
                .isEqualTo(4)
                .isEqualTo(FileInspector.inspect(file, "y").rows());
    }

    @Test
    void infersColumnsOfFlatJsonInTheirUsualOrder() throws IOException {
        Inspection found = json(
                "{\"c\":\"a\",\"x\":1,\"y\":2}\n".repeat(1)
                        + "{\"x\":1,\"c\":\"a\",\"y\":2}\n{\"x\":1.5,\"c\":\"7\",\"y\":1}\n{\"x\":null,\"c\":true,\"y\":1}\n"
                        + "{\"x\":1,\"c\":\"a\",\"typo\":1,\"y\":2}\nnot json\n\n",
                "y");
        assertThat(found.features()).containsExactly(numeric("x"), categorical("c"));
        assertThat(found.fileColumns()).containsExactly("x", "c", "y");
        assertThat(found.label().classes()).containsExactly("1", "2");
        assertThat(found.rows()).isEqualTo(7);
        assertThat(found.malformed()).isEqualTo(2);
        assertThat(String.join("\n", found.warnings())).contains("key typo is in 1 of 5 rows only");
    }

    @Test
    void infersColumnsOfJsonRecords() throws IOException {
        Inspection found = json(
                "{\"features\":{\"x\":1,\"c\":\"a\"},\"label\":\"u\"}\n{\"label\":\"v\",\"features\":{\"x\":2,\"c\":\"b\"}}\n",
                "label");
        assertThat(found.features()).containsExactly(numeric("x"), categorical("c"));
        assertThat(found.label().classes()).containsExactly("u", "v");
    }

    @Test
    void aNumberAsLabelOfAJsonRecordIsAnIndex() throws IOException {
        Inspection found =
                json("{\"features\":[1,\"a\"],\"label\":0}\n{\"features\":[2,\"b\"],\"label\":3.0}\n", "label");
        assertThat(found.features()).containsExactly(numeric("f0"), categorical("f1"));
        assertThat(found.label().classes()).containsExactly("0", "1", "2", "3");
    }

    @Test
    void refusesJsonWithoutTheLabelOrWithoutObjects() {
        assertThatThrownBy(() -> json("{\"x\":1,\"price\":2}\n", "prise"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("did you mean price");
        assertThatThrownBy(() -> json("[{\"x\":1,\"y\":2},\n{\"x\":1\n", "y"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("no line that is a JSON object");
    }

    @Test
    void describesItselfInAlignedColumns() throws IOException {
        String[] lines =
                csv(HEADER + "1,red,UP\n2,blue,DOWN\n3,red,UP\n").describe().split("\\R");
        assertThat(lines)
                .containsExactly(
                        "a.csv: 3 rows, 2 feature columns, label y with 2 classes",
                        "  column  type         examples",
                        "  x       numeric      1, 2, 3",
                        "  c       categorical  red, blue",
                        "  class  rows  share",
                        "  DOWN   1     33.3 %",
                        "  UP     2     66.7 %");
    }

    @Test
    void aRegressionHasNumbersAndNoClasses() throws IOException {
        Inspection found = regression("a.csv", HEADER + "1,red,3.5\n2,blue,-1e3\n3,red,?\n");
        assertThat(found.classes()).isEmpty();
        assertThat(found.label().classes()).isEmpty();
        assertThat(found.labelType()).isEqualTo(FeatureType.NUMERIC);
        assertThat(found.features()).containsExactly(numeric("x"), categorical("c"));
        assertThat(found.warnings()).containsExactly("1 rows have no label; the job will reject them");
        assertThat(found.describe())
                .startsWith("a.csv: 3 rows, 2 feature columns, label y, a number")
                .doesNotContain("class");
    }

    @Test
    void aFewTargetsThatAreNoNumbersAreToldOf() throws IOException {
        String good = "1,red,3.5\n2,red,4.5\n".repeat(50);
        Inspection found = regression("a.csv", HEADER + good + "1,red,inf\n1,red,1e39\n1,red,high\n");
        assertThat(found.warnings())
                .contains("3 labels are no finite numbers (float32), such as inf: the job will reject those rows");
    }

    @Test
    void targetsThatAreWordsAreNoRegression() {
        assertThatThrownBy(() -> regression("a.csv", HEADER + "1,red,UP\n2,blue,DOWN\n3,blue,1\n"))
                .isInstanceOf(ConfigException.class)
                .hasMessage(
                        "the label column y has 2 values that are no finite numbers (float32) among 3, such as UP: a"
                                + " regression predicts numbers; choose another column, or task classification");
        assertThatThrownBy(() -> regression("a.csv", HEADER + "1,red,\n2,blue,?\n"))
                .isInstanceOf(ConfigException.class)
                .hasMessage("the label column y is empty in every row");
    }

    @Test
    void aTargetThatNeverChangesIsToldOf() throws IOException {
        assertThat(regression("a.csv", HEADER + "1,red,7\n2,blue,7\n").warnings())
                .contains("label y is always 7");
    }

    @Test
    void manyDistinctTargetsAreNoTrouble() throws IOException {
        StringBuilder rows = new StringBuilder(HEADER);
        for (int i = 0; i < 6_000; i++) {
            rows.append(i % 7).append(",red,").append(i).append('\n');
        }
        assertThat(regression("a.csv", rows.toString()).rows()).isEqualTo(6_000);
        assertThatThrownBy(() -> csv(rows.toString()))
                .isInstanceOf(ConfigException.class)
                .hasMessageEndingWith("choose another column, or task regression");
    }

    @Test
    void targetsOfJsonLinesAreJsonNumbers() throws IOException {
        Inspection flat = regression("a.jsonl", "{\"x\":1,\"y\":2.5}\n".repeat(30) + "{\"x\":1,\"y\":\"2.5\"}\n");
        assertThat(flat.warnings())
                .contains("1 labels are no finite numbers (float32), such as 2.5: the job will reject those rows");
        Inspection records = regression(
                "b.jsonl", "{\"features\":{\"x\":1},\"label\":-2.5}\n{\"features\":{\"x\":2},\"label\":900}\n");
        assertThat(records.classes()).isEmpty();
        assertThat(records.warnings()).isEmpty();
    }

    private Inspection regression(String name, String text) throws IOException {
        return FileInspector.inspect(
                DataFiles.write(directory, name, text), "y", EnvelopeColumns.NONE, TaskType.REGRESSION);
    }

    @Test
    void describesManyColumnsBriefly() throws IOException {
        StringBuilder header = new StringBuilder();
        for (int i = 0; i < 30; i++) {
            header.append('c').append(i).append(',');
        }
        String row = "1,".repeat(30);
        String text = csv(header + "y\n" + row + "a\n" + row + "b\n").describe();
        assertThat(text)
                .contains("... and 10 more columns")
                .contains("  c19 ")
                .doesNotContain("  c20 ")
                .contains("! column c9 is always 1")
                .contains("! ... and 20 more");
    }
}
