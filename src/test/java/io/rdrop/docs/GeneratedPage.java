package io.rdrop.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A page of docs/ of which a part is generated from code, up to the page's end or to a mark; {@code
 * -Drdrop.docs.write=true} writes it instead of comparing.
 */
public final class GeneratedPage {
    private static final String MARK = "<!-- generated from the code from here on; write it anew with"
            + " ./mvnw test -Dtest='*PageTest' -Drdrop.docs.write=true -->\n";

    private static final String END = "<!-- end of what is generated -->\n";

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
        int end = text.indexOf(END, mark);
        String tail = end < 0 ? "" : text.substring(end);
        if (Boolean.getBoolean("rdrop.docs.write")) {
            Files.writeString(page, head + generated + tail);
        }
        assertThat(Files.readString(page)).isEqualTo(head + generated + tail);
    }
}
