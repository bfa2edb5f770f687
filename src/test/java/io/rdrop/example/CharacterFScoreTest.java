package io.rdrop.example;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** chrF of long texts, as sacreBLEU's own tests have it: with white space, and recall three times as important. */
class CharacterFScoreTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Die Beziehung zwischen Obama und Netanjahu ist nicht gerade freundlich."
                        + "|Das Verhältnis zwischen Obama und Netanyahu ist nicht gerade freundschaftlich.|67.3481606",
                "risk assessment must be made of those who are qualified and expertise in the sector - these are the"
                        + " scientists .|risk assessment has to be undertaken by those who are qualified and expert in that"
                        + " area - that is the scientists .|65.2414427",
            })
    void isAsPublished(String text, String reference, double published) {
        List<Long> counts = new ArrayList<>(Collections.nCopies(TextOverlaps.COUNTS, 0L));
        for (int order = 1; order <= TextOverlaps.CHARACTER_ORDERS; order++) {
            Map<String, Long> ofText = ngrams(text, order);
            Map<String, Long> ofReference = ngrams(reference, order);
            int at = TextOverlaps.CHARACTERS + 3 * (order - 1);
            counts.set(at, (long) text.length() - order + 1);
            counts.set(at + 1, (long) reference.length() - order + 1);
            counts.set(
                    at + 2,
                    ofText.entrySet().stream()
                            .mapToLong(
                                    ngram -> Math.min(ngram.getValue(), ofReference.getOrDefault(ngram.getKey(), 0L)))
                            .sum());
        }

        assertThat(new TextOverlaps(counts, 0).chrF(3)).isCloseTo(published, within(1e-4));
    }

    private static Map<String, Long> ngrams(String text, int order) {
        Map<String, Long> counts = new HashMap<>();
        for (int i = 0; i + order <= text.length(); i++) {
            counts.merge(text.substring(i, i + order), 1L, Long::sum);
        }
        return counts;
    }
}
