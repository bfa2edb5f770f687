package io.rdrop.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A page of docs/ whose end is generated from code; {@code -Drdrop.docs.write=true} writes it instead of comparing. */
public final class GeneratedPage {
    private static final String MARK = "<!-- generated from the code from here on; write it anew with"
            + " ./mvnw test -Dtest='*PageTest' -Drdrop.docs.write=true -->\n";

    private final Path page;

    public GeneratedPage(String name) {
        page = Path.of("docs", name);
    }

    /** Fails unless the generated part of the page is {@code generated}. */
    public void holds(String generated) throws IOException {
        String text = Files.readString(page);
        int mark = text.indexOf(MARK);
        assertThat(mark).as("the mark in %s", page).isPositive();
        String head = text.substring(0, mark + MARK.length());
        if (Boolean.getBoolean("rdrop.docs.write")) {
            Files.writeString(page, head + generated);
        }
        assertThat(Files.readString(page)).isEqualTo(head + generated);
    }
}
