package io.rdrop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Comments obey the limit that the formatter sets for code and does not hold them to. */
class ProseLinesTest {
    /** Palantir's. */
    private static final int LIMIT = 120;

    private static final Path SOURCES = Path.of("src");

    @Test
    void commentsEndWhereCodeEnds() throws IOException {
        List<String> longer = new ArrayList<>();
        try (Stream<Path> files = Files.walk(SOURCES)) {
            for (Path file :
                    files.filter(path -> path.toString().endsWith(".java")).toList()) {
                List<String> lines = Files.readAllLines(file);
                for (int i = 0; i < lines.size(); i++) {
                    if (lines.get(i).length() > LIMIT && isComment(lines.get(i).strip())) {
                        longer.add(SOURCES.relativize(file) + ":" + (i + 1) + " has "
                                + lines.get(i).length());
                    }
                }
            }
        }

        assertThat(longer).as("comment lines of more than %d characters", LIMIT).isEmpty();
    }

    @Test
    void knowsACommentFromAText() {
        assertThat(List.of("/** Of {@code \"a\"}. */", "* @param a one", "// why", "int a = 1; // one", "*/"))
                .allMatch(ProseLinesTest::isComment);
        assertThat(List.of("int a = b * c;", "+ \"see http://example.org\"", "return \"// \" + a;"))
                .noneMatch(ProseLinesTest::isComment);
    }

    private static boolean isComment(String line) {
        return line.startsWith("*") || line.startsWith("/*") || line.startsWith("//") || line.matches("[^\"]* // .*");
    }
}
