package io.rdrop.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class OneUpdatePageTest {
    private static final Path DOCS = Path.of("docs");

    /** A link to a source file, or an excerpt of the one that was linked last. */
    private static final Pattern LINK_OR_EXCERPT =
            Pattern.compile("\\[(\\w+)]\\((\\.\\./src/main/java/[^)]+)\\)|```java\n(.*?)```", Pattern.DOTALL);

    /** A class, or a class and one of its members. */
    private static final Pattern NAME = Pattern.compile("`([A-Z]\\w+)(?:\\.(\\w+))?`s?");

    private static String page() throws IOException {
        return Files.readString(DOCS.resolve("one-update.md"));
    }

    @Test
    void everyExcerptStandsInTheFileThatIsLinkedBeforeIt() throws IOException {
        Path file = DOCS;
        int excerpts = 0;
        for (MatchResult match : LINK_OR_EXCERPT.matcher(page()).results().toList()) {
            if (match.group(1) != null) {
                file = DOCS.resolve(match.group(2));
                assertThat(file).exists().hasFileName(match.group(1) + ".java");
            } else {
                excerpts++;
                assertThat(words(Files.readString(file))).as("%s", file).contains(words(match.group(3)));
            }
        }
        assertThat(excerpts).isPositive();
    }

    @Test
    void everyClassAndMethodThatItNamesIsThere() throws IOException {
        Map<String, Path> sources = sources();
        List<MatchResult> names = NAME.matcher(page()).results().toList();

        assertThat(names).isNotEmpty();
        for (MatchResult name : names) {
            Path source = sources.get(name.group(1));
            assertThat(source).as("the source of %s", name.group()).isNotNull();
            if (name.group(2) != null) {
                assertThat(Files.readString(source)).containsPattern("\\b" + name.group(2) + "\\b");
            }
        }
    }

    private static Map<String, Path> sources() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("src/main/java"))) {
            return files.filter(file -> file.toString().endsWith(".java"))
                    .collect(Collectors.toMap(
                            file -> file.getFileName().toString().replace(".java", ""),
                            file -> file,
                            (one, other) -> one));
        }
    }

    private static String words(String text) {
        return text.replaceAll("\\s+", " ").strip();
    }
}
