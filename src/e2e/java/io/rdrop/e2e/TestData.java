package io.rdrop.e2e;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;

/** A small table with a rule to learn, and a way to break some of its lines. */
final class TestData {
    /** Whole micro-batches: a job without an end never closes an incomplete one. */
    static final int ROWS = 188 * 32;

    static final int BROKEN = 120;

    private static final List<String> JUNK = List.of(
            "complete nonsense",
            "",
            "1.0,2.0",
            "a,b,c,d,e,f,g",
            "0.5,0.5,red,up,more",
            "0.5,not-a-number,red,up",
            "0.5,0.5,red,",
            "0.5,0.5,red,sideways");

    private TestData() {}

    static List<String> lines() {
        SplittableRandom random = new SplittableRandom(1);
        List<String> lines = new ArrayList<>();
        lines.add("price,volume,colour,class");
        for (int i = 0; i < ROWS; i++) {
            double price = random.nextDouble();
            double volume = random.nextDouble() * 1000;
            String colour = random.nextBoolean() ? "red" : "green";
            boolean up = price + volume / 1000 + (colour.equals("red") ? 0.3 : 0) > 1.1;
            lines.add(String.format(Locale.ROOT, "%.6f,%.3f,%s,%s", price, volume, colour, up ? "up" : "down"));
        }
        return lines;
    }

    static Path write(Path file) throws IOException {
        return Files.write(file, lines());
    }

    /** The same lines with an outlier among the first prices. */
    static Path writeWithOutlier(Path file) throws IOException {
        List<String> lines = lines();
        lines.set(100, "1e30" + lines.get(100).substring(lines.get(100).indexOf(',')));
        return Files.write(file, lines);
    }

    /** The same lines with {@link #BROKEN} broken ones mixed in. */
    static Path writeBroken(Path file) throws IOException {
        List<String> lines = new ArrayList<>(lines());
        SplittableRandom random = new SplittableRandom(2);
        for (int i = 0; i < BROKEN; i++) {
            lines.add(1 + random.nextInt(lines.size() - 1), JUNK.get(i % JUNK.size()));
        }
        return Files.write(file, lines);
    }
}
