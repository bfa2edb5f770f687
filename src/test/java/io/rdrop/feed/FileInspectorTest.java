package io.rdrop.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rdrop.config.ConfigException;
import io.rdrop.config.FeatureConfig;
import io.rdrop.config.FeatureType;
import io.rdrop.config.JobConfig;
import io.rdrop.config.JobConfigs;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FileInspectorTest {
    private final Path folder;

    FileInspectorTest(@TempDir Path folder) {
        this.folder = folder;
    }

    @Test
    void findsNumericAndCategoricalColumnsAndClasses() throws IOException {
        Inspection inspection = inspect("a.csv", "n,c,label,m\n1,x,UP,\n2.5,y,DOWN,?\n-3e4,x,UP,\n?,,DOWN,\n", "label");
        assertThat(inspection.features())
                .containsExactly(
                        new ColumnSummary("n", FeatureType.NUMERIC, 3, 1, 0, ""),
                        new ColumnSummary("c", FeatureType.CATEGORICAL, 3, 1, 0, ""),
                        new ColumnSummary("m", FeatureType.NUMERIC, 0, 4, 0, ""));
        assertThat(inspection.classes()).containsExactly(new ClassCount("DOWN", 2), new ClassCount("UP", 2));
        assertThat(inspection.rows()).isEqualTo(4);
        assertThat(inspection.columns()).containsExactly("n", "c", "label", "m");
        assertThat(inspection.warnings()).containsExactly("column m has no values");
    }

    @Test
    void ordersClassesByNumberWhereAllAreNumbersAndElseByText() throws IOException {
        assertThat(classes("x,label\n" + "0,10\n0,9\n0,-1\n0,1.0\n".repeat(2))).containsExactly("-1", "1.0", "9", "10");
        assertThat(classes("x,label\n" + "0,10\n0,9\n0,a\n".repeat(2))).containsExactly("10", "9", "a");
    }

    @Test
    void infersTheSameFromAFileWithBrokenLinesMixedInAndShuffled() throws IOException {
        Random random = new Random(7);
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < 20_000; i++) {
            lines.add(random.nextGaussian() + "," + random.nextInt(7) + ",c" + random.nextInt(9) + ","
                    + (random.nextInt(3) == 0 ? "UP" : "DOWN"));
        }
        Inspection clean = inspect("clean.csv", "a,b,c,label\n" + String.join("\n", lines), "label");
        String[] broken = {
            "",
            "garbage",
            "1,2,3",
            "1,2,3,4,5",
            "abc,2,c1,UP",
            "1,2,c1,",
            "1,2,c1,SIDEWAYS",
            "NaN,1,c1,UP",
            "\"1,2,c1,UP",
            "{\"a\":1}"
        };
        for (int i = 0; i < 500; i++) {
            lines.add(broken[i % broken.length]);
        }
        lines.add("x,y,z,only once");
        Collections.shuffle(lines, random);
        Inspection dirty = inspect("dirty.csv", "a,b,c,label\n" + String.join("\n", lines), "label");
        assertThat(dirty.featureConfigs()).isEqualTo(clean.featureConfigs());
        assertThat(dirty.labelConfig()).isEqualTo(clean.labelConfig());
        assertThat(dirty.rows()).isEqualTo(20_501);
        assertThat(dirty.broken()).isEqualTo(300);
        assertThat(dirty.droppedLabels())
                .containsExactly(new ClassCount("SIDEWAYS", 50), new ClassCount("only once", 1));
        assertThat(dirty.warnings()).anyMatch(w -> w.contains("SIDEWAYS (50), only once (1)"));
        assertThat(dirty.warnings()).anyMatch(w -> w.startsWith("column a is numeric but 101 of"));
    }

    @Test
    void keepsARareClassBesideAFrequentOne() throws IOException {
        assertThat(classes("x,label\n" + "1,0\n".repeat(10_000) + "2,1\n".repeat(5)))
                .containsExactly("0", "1");
        assertThat(classes("x,label\n" + "1,a\n".repeat(500) + "2,b\n".repeat(500) + "3,c\n".repeat(4)))
                .containsExactly("a", "b", "c");
    }

    @Test
    void doesNotTakeNoNumberWordsForCategories() throws IOException {
        Inspection inspection = inspect("a.csv", "x,label\n" + "NaN,a\nNA,b\n5,a\n6,b\n".repeat(5), "label");
        assertThat(inspection.features().get(0).type()).isEqualTo(FeatureType.NUMERIC);
        assertThat(inspection.warnings().get(0))
                .contains("10 of its 20 values are not numbers")
                .contains("NaN");
    }

    @Test
    void warnsOfAColumnThatLooksLikeAnId() throws IOException {
        StringBuilder rows = new StringBuilder("id,c,n,label\n");
        for (int i = 0; i < 200; i++) {
            rows.append("u")
                    .append(i)
                    .append(",v")
                    .append(i % 3)
                    .append(',')
                    .append(i)
                    .append(i % 2 == 0 ? ",a\n" : ",b\n");
        }
        assertThat(inspect("a.csv", rows.toString(), "label").warnings())
                .hasSize(1)
                .allMatch(w -> w.startsWith("column id is categorical but has mostly different values"));
    }

    @Test
    void leavesIdModelAndTimeOut() throws IOException {
        DataFile file = Rows.write(folder, "a.csv", "id,x,label\nu1,1,a\nu2,2,b\nu3,1,a\nu4,2,b\n");
        Inspection inspection = new FileInspector("label", new EnvelopeColumns("id", null, null)).inspect(file);
        assertThat(inspection.featureConfigs()).containsExactly(new FeatureConfig("x", FeatureType.NUMERIC));
        assertThat(inspection.columns()).contains("id");
    }

    @Test
    void readsFlatJsonLinesAndIsNotMisledByOddOnes() throws IOException {
        String rows = "{\"odd\":1,\"b\":2,\"a\":\"x\",\"label\":1}\n"
                + "{\"a\":\"x\",\"b\":1.5,\"label\":1,\"s\":1}\n{\"a\":\"5\",\"b\":2,\"label\":0}\n{\"a\":true,\"b\":null,\"label\":0}\n"
                        .repeat(100)
                + "not json\n";
        Inspection inspection = inspect("a.jsonl", rows, "label");
        assertThat(inspection.featureConfigs())
                .containsExactly(
                        new FeatureConfig("a", FeatureType.CATEGORICAL), new FeatureConfig("b", FeatureType.NUMERIC));
        assertThat(inspection.classes()).containsExactly(new ClassCount("0", 200), new ClassCount("1", 101));
        assertThat(inspection.columns()).contains("s", "label").doesNotContain("odd");
        assertThat(inspection.warnings()).containsExactly("not sent, because less than half of the rows have them: s");
        assertThat(inspection.broken()).isEqualTo(1);
    }

    @Test
    void readsJsonLinesThatAreRecordsAlready() throws IOException {
        String rows = "{\"id\":1,\"features\":[1.5,\"x\"],\"label\":0}\n{\"id\":2,\"features\":[2,\"y\"],\"label\":1}\n"
                .repeat(3);
        Inspection inspection = inspect("a.jsonl", rows, "label");
        assertThat(inspection.featureConfigs())
                .containsExactly(
                        new FeatureConfig("f0", FeatureType.NUMERIC), new FeatureConfig("f1", FeatureType.CATEGORICAL));
        assertThat(inspection.labelConfig().classes()).containsExactly("0", "1");
        assertThatThrownBy(() -> inspect("b.jsonl", rows.replace("\"label\":0", "\"label\":3"), "label"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("class index");
    }

    @Test
    void namesTheNearestColumnForAMissingLabel() {
        for (String name : List.of("a.csv", "a.jsonl")) {
            String rows = name.endsWith("csv") ? "date,price\n1,2\n" : "{\"date\":1,\"price\":2}\n";
            assertThatThrownBy(() -> inspect(name, rows, "prize"))
                    .isInstanceOf(ConfigException.class)
                    .hasMessageContaining("no column prize")
                    .hasMessageContaining("did you mean price? It has: date, price");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {50, 3_000, 110_000})
    void refusesALabelThatLooksLikeANumberToPredict(int rows) {
        StringBuilder content = new StringBuilder("x,label\n");
        for (int i = 0; i < rows; i++) {
            content.append("1,").append(i * 0.25).append('\n');
        }
        assertThatThrownBy(() -> inspect("a.csv", content.toString(), "label"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("looks like a number to predict");
    }

    @Test
    void refusesMoreThanAThousandClasses() {
        StringBuilder content = new StringBuilder("x,label\n");
        for (int i = 0; i < 3003; i++) {
            content.append("1,k").append(i % 1001).append('\n');
        }
        assertThatThrownBy(() -> inspect("a.csv", content.toString(), "label"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("1001 classes, more than 1000");
    }

    @Test
    void refusesFilesThatTeachNothing() {
        assertThatThrownBy(() -> inspect("a.csv", "x,label\n", "label")).hasMessageContaining("has no rows");
        assertThatThrownBy(() -> inspect("a.csv", "x,label\n1\n\n", "label"))
                .hasMessageContaining("none of its 2 rows can be read as csv");
        assertThatThrownBy(() -> inspect("a.csv", "x,label\n1,a\n2,a\n", "label"))
                .hasMessageContaining("at least 2 classes but has only a");
        assertThatThrownBy(() -> inspect("a.csv", "x,label\n1,\n2,?\n", "label"))
                .hasMessageContaining("has no values");
        assertThatThrownBy(() -> inspect("a.csv", "label\na\nb\n", "label"))
                .hasMessageContaining("must have a column beside the label");
    }

    @Test
    void writesAJobYamlThatReadsBackAsInferred() throws IOException {
        String odd = "NO,1,\"\"\"quoted\"\" \\ #: {x}\",- a,~,\u0085\u202e,yes: no,' ,ü🎉";
        StringBuilder content = new StringBuilder("\"a: b\",- c,null,label\n");
        for (int i = 0; i < 3; i++) {
            for (String name : odd.split(",", -1)) {
                content.append("1,x,2,").append(name).append('\n');
            }
        }
        Inspection inspection = inspect("a\n.csv", content.toString(), "label");
        assertThat(inspection.classes()).hasSize(9);
        JobConfig config = JobConfigs.parse(JobYaml.of(inspection), "job.yaml", List.of());
        assertThat(config.features()).isEqualTo(inspection.featureConfigs());
        assertThat(config.label()).isEqualTo(inspection.labelConfig());
    }

    @Test
    void describesWhatItFoundWithoutControlCharacters() throws IOException {
        Inspection inspection =
                inspect("a.csv", "x,c,label\n" + "1,\u001b[31m,UP\u0007\n2,y,DOWN\n".repeat(10) + "3\n", "label");
        assertThat(inspection.describe().lines())
                .containsExactly(
                        "a.csv: 21 rows, 1 of them broken",
                        "  numeric      1: x",
                        "  categorical  1: c",
                        "  label        label: 2 classes: DOWN 10 (50.0 %), UP\\u0007 10 (50.0 %)");
    }

    private List<String> classes(String content) throws IOException {
        return inspect("a.csv", content, "label").labelConfig().classes();
    }

    private Inspection inspect(String name, String content, String label) throws IOException {
        return new FileInspector(label, EnvelopeColumns.NONE).inspect(Rows.write(folder, name, content));
    }
}
