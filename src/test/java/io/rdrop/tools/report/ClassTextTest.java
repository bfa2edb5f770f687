package io.rdrop.tools.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.rdrop.example.ClassTable;
import io.rdrop.example.ClassTables;
import io.rdrop.example.Score;
import io.rdrop.example.Scores;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ClassTextTest {
    @Test
    void aClassThatIsRareHasALineOfItsOwn() {
        Scores scores = new Scores(31_000, Map.of(Score.BALANCED_ACCURACY, 0.7096), ClassTables.fraud());

        assertThat(ClassText.rare(scores))
                .containsExactly(
                        "class fraud is rare (0.20 % of the examples): recall 41.94 %, precision 76.47 %, AUC 0.962",
                        "balanced accuracy 70.96 % (a constant has 50.00 %)");
    }

    @Test
    void aClassThatIsNeverPredictedHasNoPrecision() {
        ClassTable never = new ClassTable(
                1_000,
                2,
                List.of(new ClassTable.Row("a", 999, 1_000, 999, null), new ClassTable.Row("b", 1, 0, 0, null)),
                List.of());

        assertThat(ClassText.rare(new Scores(1_000, Map.of(Score.BALANCED_ACCURACY, 0.5), never))
                        .get(0))
                .isEqualTo("class b is rare (0.10 % of the examples): recall 0.00 %, precision none (never predicted)");
    }

    @Test
    void thereIsNothingToSayOfEvenClassesOrOfNone() {
        ClassTable even = new ClassTable(
                10,
                2,
                List.of(new ClassTable.Row("a", 5, 5, 5, 1.0), new ClassTable.Row("b", 5, 5, 5, 1.0)),
                List.of());

        assertThat(ClassText.rare(new Scores(10, Map.of(), even))).isEmpty();
        assertThat(ClassText.rare(new Scores(10, Map.of()))).isEmpty();
    }

    @Test
    void ofManyRareClassesFiveAreNamed() {
        List<ClassTable.Row> rows = IntStream.range(0, 9)
                .mapToObj(c -> new ClassTable.Row("c" + c, c == 0 ? 10_000 : c, 1, 0, 0.5))
                .toList();

        assertThat(ClassText.rare(new Scores(10_036, Map.of(), new ClassTable(10_036, 9, rows, List.of()))))
                .hasSize(7)
                .satisfies(lines -> assertThat(lines.get(0)).startsWith("class c1 is rare"))
                .contains("and 3 more classes are rare");
    }
}
