package io.rdrop;

import static org.assertj.core.api.Assertions.assertThat;

import io.rdrop.docs.GeneratedPage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The table of packages in docs/architecture.md: the rules of {@link LayoutTest}, and the first sentence of each
 * package.
 */
class LayoutPageTest {
    private static final Path SOURCES = Path.of("src/main/java/io/rdrop");
    private static final Pattern FIRST_SENTENCE = Pattern.compile("/\\*\\*(.*?)(?:\\.\\s|\\*/)", Pattern.DOTALL);
    private static final Pattern TAG = Pattern.compile("\\{@(?:code|link) (?:[a-z0-9]+\\.)*([^}]*)}");

    @Test
    void theTableOfPackagesIsThatOfTheRules() throws IOException {
        StringBuilder table = new StringBuilder("\n| package | what it is | may use |\n|---|---|---|\n");
        for (String row : LayoutTest.MAY_USE) {
            String[] sides = row.split(" : ", -1);
            for (String name : packages(sides[0])) {
                List<String> uses = new ArrayList<>();
                if (!name.equals(sides[0])) {
                    uses.add("as `" + sides[0] + "`");
                } else if (!sides[1].equals("-")) {
                    Stream.of(sides[1].split(" ", -1)).map(LayoutPageTest::code).forEach(uses::add);
                }
                uses.addAll(libraries(name, sides[0]));
                table.append("| `").append(name).append("` | ").append(sentence(name));
                table.append(" | ").append(uses.isEmpty() ? "nothing" : String.join(", ", uses));
                table.append(" |\n");
            }
        }
        new GeneratedPage("architecture.md").holds(table.append('\n').toString());
    }

    @Test
    void everyPackageSaysWhatItIs() {
        assertThat(sentenceOf("/**\n * Reads {@code a} by {@link io.rdrop.b.C}. And\n * more. */"))
                .isEqualTo("reads `a` by `C`");
        assertThat(sentenceOf("/** JSON; no end */")).isEqualTo("JSON; no end");
    }

    /** A row's package and its subpackages. */
    private static List<String> packages(String row) throws IOException {
        try (Stream<Path> files = Files.walk(SOURCES.resolve(row.replace('.', '/')))) {
            return files.filter(file -> file.endsWith("package-info.java"))
                    .map(file -> SOURCES.relativize(file.getParent()).toString().replace('/', '.'))
                    .sorted()
                    .toList();
        }
    }

    /** The libraries of a package; of a subpackage those that the package above may not use. */
    private static List<String> libraries(String name, String row) {
        return Stream.of(LayoutTest.LIBRARIES)
                .map(library -> library.split(", ", -1))
                .filter(sides -> isAtHome(name, sides[1]))
                .filter(sides -> name.equals(row) || !isAtHome(row, sides[1]))
                .map(sides -> code(sides[0]))
                .toList();
    }

    private static boolean isAtHome(String name, String homes) {
        return Stream.of(homes.split(" ", -1)).anyMatch(home -> name.equals(home) || name.startsWith(home + "."));
    }

    private static String sentence(String name) throws IOException {
        return sentenceOf(
                Files.readString(SOURCES.resolve(name.replace('.', '/')).resolve("package-info.java")));
    }

    private static String sentenceOf(String source) {
        Matcher comment = FIRST_SENTENCE.matcher(source);
        assertThat(comment.find()).as("the comment of a package: %s", source).isTrue();
        String text = comment.group(1).replaceAll("\\s+\\*?\\s*", " ").strip();
        String plain = TAG.matcher(text).replaceAll("`$1`");
        return !Character.isUpperCase(plain.charAt(1))
                ? Character.toLowerCase(plain.charAt(0)) + plain.substring(1)
                : plain;
    }

    private static String code(String name) {
        return "`" + name + "`";
    }
}
