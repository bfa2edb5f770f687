package io.rdrop.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LookedUpTest {
    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    private Path folder;

    /** Looks a file up; its reference. */
    private String lookUp(String content) throws IOException {
        String reference = "${file:" + Files.writeString(folder.resolve("secret"), content) + "}";
        References.resolve(reference, "kafka.bootstrap");
        return reference;
    }

    @Test
    void theReferenceStandsForWhatWasLookedUp() throws IOException {
        String reference = lookUp("tango-4711:not a port\n");

        assertThat(LookedUp.hidden("Invalid url in bootstrap.servers: tango-4711:not a port"))
                .isEqualTo("Invalid url in bootstrap.servers: " + reference);
        assertThat(LookedUp.hidden("nothing to see")).isEqualTo("nothing to see");
    }

    @Test
    void partsThatClientsQuoteAloneAreHiddenToo() throws IOException {
        String reference = lookUp("first-host:9092,second-host:9092");
        assertThat(LookedUp.hidden("cannot resolve second-host:9092")).isEqualTo("cannot resolve " + reference);

        lookUp("org.example.Login required username=\"alice-w\" password='hunter2-w';");
        assertThat(LookedUp.hidden("alice-w may not; hunter2-w is wrong; a user is required"))
                .doesNotContain("alice-w", "hunter2-w")
                .endsWith("a user is required");
    }

    @Test
    void aLongerValueWinsOverItsBeginning() throws IOException {
        lookUp("prefix-value");
        String longer = lookUp("prefix-value-and-more");
        assertThat(LookedUp.hidden("it is prefix-value-and-more")).isEqualTo("it is " + longer);
    }

    @Test
    void ofAFailureAndItsCausesOnlyTheTextChanges() throws IOException {
        lookUp("quoted-by-a-client");
        IllegalStateException cause = new IllegalStateException("got quoted-by-a-client");
        Throwable hidden = LookedUp.hidden(new IOException("cannot connect", cause));

        assertThat(hidden).hasMessage("java.io.IOException: cannot connect");
        Throwable hiddenCause = Objects.requireNonNull(hidden.getCause());
        assertThat(hiddenCause.getMessage())
                .startsWith("java.lang.IllegalStateException: got ${file:")
                .doesNotContain("quoted-by-a-client");
        assertThat(hiddenCause.getStackTrace()).isEqualTo(cause.getStackTrace());
        Throwable harmless = new IOException("cannot connect");
        assertThat(LookedUp.hidden(harmless)).isSameAs(harmless);
    }
}
