package io.rdrop.example;

import java.util.List;

/** Scores by class, for tests. */
public final class ClassTables {
    private ClassTables() {}

    /** 31,000 payments, 62 of them fraud, of which 26 were found among 34 that were taken for it. */
    public static ClassTable fraud() {
        return new ClassTable(
                31_000,
                2,
                List.of(
                        new ClassTable.Row("sound", 30_938, 30_966, 30_930, 0.962),
                        new ClassTable.Row("fraud", 62, 34, 26, 0.962)),
                List.of(List.of(30_930L, 8L), List.of(36L, 26L)));
    }

    /** Scores with these of classes. */
    public static Scores with(Scores scores, ClassTable classes) {
        return new Scores(scores.examples(), scores.values(), classes);
    }
}
