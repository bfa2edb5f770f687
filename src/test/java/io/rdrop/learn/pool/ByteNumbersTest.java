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
        List<Integer> first = numbers(sequences, 8);
        assertThat(numbers(sequences, 3)).startsWith(0xFF);
        assertThat(afterA).startsWith((int) 'c');
        assertThat(afterX.subList(0, 2)).isEqualTo(afterA.subList(0, 2)).isEqualTo(first.subList(0, 2));
        assertThat(Set.of(afterA.get(2), afterX.get(2), first.get(2))).hasSize(3);
    }

    @Test
    void hashesSpread() {
        Set<Integer> seen = new HashSet<>();
        for (int first = 0; first < 64; first++) {
            for (int second = 0; second < 64; second++) {
                seen.add(numbers(of("" + (char) first + (char) second), 1).get(1));
            }
        }
        assertThat(seen).hasSizeGreaterThan(3000); // of 4096 in 16384 places some 470 share one by chance
        assertThat(seen).allMatch(number -> number >= ByteNumbers.BYTES && number < ByteNumbers.VOCABULARY);
    }
}
