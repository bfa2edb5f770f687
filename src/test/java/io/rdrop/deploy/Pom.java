package io.rdrop.deploy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What pom.xml says, for files that must say the same. */
final class Pom {
    private final String text;

    private Pom(String text) {
        this.text = text;
    }

    static Pom read() throws IOException {
        return new Pom(Files.readString(Path.of("pom.xml")));
    }

    /** The content of the first such element. */
    String first(String element) {
        Matcher found =
                Pattern.compile("<" + Pattern.quote(element) + ">([^<]+)</").matcher(text);
        if (!found.find()) {
            throw new IllegalArgumentException("pom.xml has no <" + element + ">");
        }
        return found.group(1);
    }

    boolean contains(String part) {
        return text.contains(part);
    }
}
