package io.rdrop.codec;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.rdrop.config.JobConfig;
import io.rdrop.config.TaskType;
import io.rdrop.example.Decoded;
import io.rdrop.example.Example;
import io.rdrop.example.ExampleFormat;
import io.rdrop.example.ImageFeatures;
import io.rdrop.example.PairFeatures;
import io.rdrop.example.RawRecord;
import io.rdrop.example.Rejection;
import io.rdrop.example.RejectionReason;
import io.rdrop.example.SourcePosition;
import io.rdrop.example.TableFeatures;
import io.rdrop.example.TextFeatures;
import io.rdrop.example.TokenFeatures;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A million records of {@link RecordMutator} through decoding and validation: each becomes an example that the job can
 * hold, or a rejection that a person can read. {@code -Drdrop.fuzz.seed=N} tries others, {@code -Drdrop.fuzz.records=N}
 * more.
 */
class MillionRecordsFuzzTest {
    private static final long SEED = Long.getLong("rdrop.fuzz.seed", 1);
    private static final int RECORDS_OF_EACH_TASK =
            Integer.getInteger("rdrop.fuzz.records", 1_000_000) / FuzzedTask.values().length;
    /** What is slow to check is checked of one in so many. */
    private static final int SAMPLE = 16;

    private static final SourcePosition POSITION = new SourcePosition("t", 0, 0, 0);
    private static final ObjectMapper STRICT = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    @ParameterizedTest
    @EnumSource
    void everyRecordIsAnExampleOrARejection(FuzzedTask task) throws IOException {
        JobConfig config = task.config();
        ExampleCodec codec = JsonExampleCodec.of(config);
        RecordMutator mutator = task.mutator(SEED);
        Set<RejectionReason> reasons = EnumSet.noneOf(RejectionReason.class);
        int accepted = 0;
        for (int n = 0; n < RECORDS_OF_EACH_TASK; n++) {
            byte[] value = mutator.record(n);
            byte[] before = n % SAMPLE == 0 ? value.clone() : value;
            Decoded decoded = codec.decode(new RawRecord(POSITION, value));
            String place = task + " record " + n + " of seed " + SEED;
            require(Arrays.equals(before, value), place, "was modified");
            if (decoded instanceof Example example) {
                accepted++;
                check(example, config, place);
                if (n % SAMPLE == 0) {
                    checkJson(value, features(config.task()), label(config.task()), place);
                    checkCopy(example, place);
                }
            } else {
                Rejection rejection = (Rejection) decoded;
                reasons.add(rejection.reason());
                check(rejection, value, place);
            }
        }
        // The records must reach both outcomes and many reasons, or this test says nothing.
        assertThat(accepted).isBetween(RECORDS_OF_EACH_TASK / 5, RECORDS_OF_EACH_TASK * 3 / 4);
        assertThat(reasons)
                .contains(
                        RejectionReason.TOO_LARGE,
                        RejectionReason.NOT_JSON,
                        RejectionReason.BAD_ENVELOPE,
                        task == FuzzedTask.LANGUAGE ? RejectionReason.UNDECODABLE_TEXT : RejectionReason.NO_LABEL,
                        RejectionReason.WRONG_TYPE)
                .hasSizeGreaterThan(6);
    }

    /** What a record calls its features. */
    private static String features(TaskType task) {
        return switch (task.input()) {
            case TOKENS -> "tokens";
            case SOURCE -> "source";
            case TABLE, TEXT, IMAGE -> "features";
        };
    }

    /** What a record calls its label; of a text without one its features, which are there. */
    private static String label(TaskType task) {
        return switch (task.target()) {
            case TAGS -> "tags";
            case WRITTEN -> "target";
            case TEXT -> "features";
            case CLASS, NUMBER -> "label";
        };
    }

    private static void check(Example example, JobConfig config, String place) {
        int classes = config.label().classes().size();
        double target = example.target();
        require(Math.abs(target) <= Float.MAX_VALUE, place, "has the target " + target);
        double weight = example.weight();
        require(weight >= 0 && weight <= Double.MAX_VALUE, place, "has the weight " + weight);
        if (classes > 0) {
            require(
                    target == Math.rint(target) && target >= 0 && target < classes && 1 / target > 0,
                    place,
                    "has the class " + target);
        }
        require(example.model().equals(Example.DEFAULT_MODEL), place, "has the model " + example.model());
        if (example.features() instanceof TableFeatures row) {
            for (double number : row.numbers()) {
                require(!Double.isInfinite(number), place, "has the number " + number);
            }
            int columns = row.numbers().length + row.categories().length;
            require(columns == config.features().size(), place, "has " + columns + " columns");
        } else if (example.features() instanceof TextFeatures text) {
            require(text.text().codePoints().noneMatch(c -> c >= 0xd800 && c < 0xe000), place, "has a lone surrogate");
        } else if (example.features() instanceof TokenFeatures sentence) {
            int tokens = sentence.tokens().length;
            require(tokens > 0 && tokens == sentence.tags().length, place, "has " + tokens + " tokens");
            for (int tag : sentence.tags()) {
                require(tag >= 0 && tag < classes, place, "has the tag " + tag);
            }
        } else if (example.features() instanceof PairFeatures pair) {
            String written = String.valueOf(pair.target());
            require(!pair.source().isBlank() && !written.isBlank(), place, "has an empty text");
            require(
                    (pair.source() + ' ' + written).codePoints().noneMatch(c -> c >= 0xd800 && c < 0xe000),
                    place,
                    "has a lone surrogate");
        } else if (example.features() instanceof ImageFeatures image) {
            int pixels = image.pixels().length;
            require(pixels == config.image().height() * config.image().width(), place, "has " + pixels + " pixels");
        }
    }

    private static void check(Rejection rejection, byte[] value, String place) {
        String detail = rejection.detail();
        require(!detail.isBlank() && detail.length() < 700, place, "has a detail of " + detail.length());
        require(detail.chars().noneMatch(Character::isISOControl), place, "has control characters in its detail");
        require(!detail.contains("the parser failed"), place, detail);
        require(rejection.record().value() == value, place, "is rejected with other bytes");
    }

    /** Another parser must see an object with features, and a label where there must be one, in it, too. */
    private static void checkJson(byte[] value, String features, String label, String place) throws IOException {
        JsonNode tree = STRICT.readTree(value);
        require(tree.isObject() && tree.hasNonNull(features) && tree.hasNonNull(label), place, "was " + tree);
    }

    private static void checkCopy(Example example, String place) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ExampleFormat.write(example, new DataOutputStream(bytes));
        Example copy = ExampleFormat.read(new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())));
        ByteArrayOutputStream again = new ByteArrayOutputStream();
        ExampleFormat.write(copy, new DataOutputStream(again));
        require(Arrays.equals(bytes.toByteArray(), again.toByteArray()), place, "does not survive a checkpoint");
    }

    /** As an assertion, but at no cost where it holds: it is asked millions of times. */
    private static void require(boolean holds, String place, String what) {
        if (!holds) {
            throw new AssertionError(place + " " + what);
        }
    }
}
