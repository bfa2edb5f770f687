package io.rdrop.learn.pool;

import static org.assertj.core.api.Assertions.assertThat;

import io.rdrop.engine.Sequences;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ByteNumbersTest {
    private static Sequences of(String... sequences) {
        return ByteNumbers.of(List.of(sequences).stream()
                .map(sequence -> sequence.getBytes(StandardCharsets.ISO_8859_1))
                .toList());
    }

    private static List<Integer> numbers(Sequences sequences, int token) {
        return Arrays.stream(
                        sequences.tokens(), token * ByteNumbers.KINDS, (token + 1) * ByteNumbers.KINDS)
                .boxed()
                .toList();
    }

    @Test
    void areTheByteAndHashesOfThoseBeforeIt() {
        Sequences sequences = of("abc\u00ff", "xbc", "bc");
        sequences.check(ByteNumbers.KINDS, ByteNumbers.VOCABULARY, 4);
        assertThat(sequences.lengths()).containsExactly(4, 3, 2);

        List<Integer> afterA = numbers(sequences, 2);
        List<Integer> afterX = numbers(sequences, 6);
        List<Integer> first = numbers(sequences, 7);
        assertThat(numbers(sequences, 3)).startsWith(0xFF);
        assertThat(afterA).startsWith((int) 'c');
        assertThat(afterX).as("both behind a b").isEqualTo(afterA).startsWith((int) 'c');
        assertThat(numbers(sequences, 1)).as("b behind an a").startsWith((int) 'b');
        assertThat(Set.of(numbers(sequences, 1).get(1), numbers(sequences, 5).get(1), first.get(1)))
                .as("b behind an a, an x, and nothing")
                .hasSize(3);
    }

    @Test
    void hashesSpread() {
        Set<Integer> seen = new HashSet<>();
        for (int first = 0; first < 64; first++) {
            for (int second = 0; second < 64; second++) {
                seen.add(numbers(of("" + (char) first + (char) second), 1).get(1));
            }
        }
        assertThat(seen).hasSizeGreaterThan(2400); // by chance 4096 take 63 % of as many places
        assertThat(seen).allMatch(number -> number >= ByteNumbers.BYTES && number < ByteNumbers.VOCABULARY);
    }
}
