package io.rdrop.tools.feed.generator;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

class GeneratedRecordsTest {
    private final GeneratedRecords three = new GeneratedRecords(() -> new SeaGenerator(1, 100), 3);

    @Test
    void numbersItsRecordsAndEnds() {
        assertThat(StreamSupport.stream(three.spliterator(), false).map(record -> new String(record, UTF_8)))
                .hasSize(3)
                .satisfies(first -> assertThat(first).startsWith("{\"id\":\"sea-0\","), atIndex(0))
                .satisfies(last -> assertThat(last).startsWith("{\"id\":\"sea-2\","), atIndex(2));
        Iterator<byte[]> ended = three.iterator();
        ended.next();
        ended.next();
        ended.next();
        assertThatThrownBy(ended::next).isInstanceOf(NoSuchElementException.class);
    }

    @Test
    void eachIteratorBeginsTheStreamAnew() {
        assertThat(three.iterator().next()).isEqualTo(three.iterator().next());
    }

    @Test
    void goesOnBeyondTheLengthOfTheStream() {
        Iterator<byte[]> endless =
                new GeneratedRecords(() -> new SeaGenerator(1, 4), GeneratedRecords.ENDLESS).iterator();
        for (int i = 0; i < 1_000; i++) {
            endless.next();
        }
        assertThat(new String(endless.next(), UTF_8)).startsWith("{\"id\":\"sea-1000\",");
    }

    private static org.assertj.core.data.Index atIndex(int index) {
        return org.assertj.core.data.Index.atIndex(index);
    }
}
