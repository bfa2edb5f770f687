package io.rdrop.codec;

import static org.assertj.core.api.Assertions.assertThat;

import io.rdrop.config.JobConfigs;
import io.rdrop.example.Decoded;
import io.rdrop.example.Example;
import io.rdrop.example.ImageFeatures;
import io.rdrop.example.RawRecord;
import io.rdrop.example.Rejection;
import io.rdrop.example.RejectionReason;
import io.rdrop.example.SourcePosition;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Images in JSON: 2 x 3 pixels, of one channel or two. */
class ImageRecordsTest {
    private static final int MUTATED = 20_000;
    private static final ExampleCodec GREY = codec(1);
    private static final ExampleCodec TWO_CHANNELS = codec(2);

    private static ExampleCodec codec(int channels) {
        return JsonExampleCodec.of(JobConfigs.parse(
                "task: image-classification\nimage: {height: 2, width: 3, channels: " + channels
                        + "}\nlabel: {classes: [cat, dog]}",
                "images.yaml",
                List.of()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[0,1,2,253,254,255]",
                "[[0,1,2],[253,254,255]]",
                "[[[0,1,2],[253,254,255]]]",
                "[ -0, 1.0, 2e0, 2530e-1,\n254.0,255 ]"
            })
    void readsAGreyImageFlatOrNested(String features) {
        assertThat(pixels(accepted(GREY, features))).containsExactly(0, 1, 2, 253, 254, 255);
    }

    @ParameterizedTest
    @ValueSource(strings = {"[1,2,3,4,5,6,7,8,9,10,11,12]", "[[[1,2,3],[4,5,6]],[[7,8,9],[10,11,12]]]"})
    void readsChannelsOneAfterTheOther(String features) {
        assertThat(pixels(accepted(TWO_CHANNELS, features))).containsExactly(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "[1,2,3,4,5]; must have 1 * 2 * 3 = 6 pixels but had 5",
                "[1,2,3,4,5,6,7]; must have 1 * 2 * 3 = 6 pixels but had 7",
                "[]; must have 1 * 2 * 3 = 6 pixels but had 0",
                "[[1,2],[3,4]]; the image's width must be 3 but was 2",
                "[[1,2,3,4],[5,6,7,8]]; the image's width must be 3 but was 4",
                "[[1,2,3]]; the image's height must be 2 but was 1",
                "[[1,2,3],[4,5,6],[7,8,9]]; the image's height must be 2 but was 3",
                "[[1,2,3],[4,5]]; the image's width must be 3 but was 2",
                "[[1,2],[3,4,5,6]]; the image's width must be 3 but was 2",
                "[[],[]]; the image's width must be 3 but was 0",
                "[[[1,2,3],[4,5,6]],[[7,8,9],[10,11,12]]]; the image's number of channels must be 1 but was 2",
                "[[[1,2,3]]]; the image's height must be 2 but was 1",
                "[[1,2,3],4,5,6]; mixes pixels and arrays",
                "[1,2,3,[4,5,6]]; mixes pixels and arrays",
                "[[1,2,3],[4,5,[6]]]; mixes pixels and arrays",
                "[[[1,2,3],[4,5,6]],7]; mixes pixels and arrays",
                "[[[[1,2,3],[4,5,6]]]]; nested more than 3 deep",
                "[[[[]]]]; nested more than 3 deep"
            })
    void refusesAnImageOfAnotherShape(String features, String detail) {
        assertRejected(GREY, features, RejectionReason.IMAGE_SHAPE, detail);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "[1,2,3,4,5,6]; must have 2 * 2 * 3 = 12 pixels but had 6",
                "[[1,2,3],[4,5,6]]; must have 2 channels, as [channels][height][width], but had one",
                "[[[1,2,3],[4,5,6]]]; number of channels must be 2 but was 1"
            })
    void refusesAnImageWithoutAllItsChannels(String features, String detail) {
        assertRejected(TWO_CHANNELS, features, RejectionReason.IMAGE_SHAPE, detail);
    }

    @ParameterizedTest
    @CsvSource({
        "256,the number 256",
        "-1,the number -1",
        "1.5,the number 1.5",
        "255.00001,the number 255.00001",
        "NaN,the number NaN",
        "-Infinity,the number -Infinity",
        "1e999,the number 1e999"
    })
    void refusesAPixelThatIsNoByte(String pixel, String shown) {
        assertRejected(
                GREY,
                "[[1,2,3],[4," + pixel + ",6]]",
                RejectionReason.PIXEL_OUT_OF_RANGE,
                "pixel 4 of `features` must be a whole number from 0 to 255 but was " + shown);
    }

    @ParameterizedTest
    @CsvSource({"'\"5\"','the string \"5\"'", "null,null", "true,true", "{},an object", "'{\"a\":[1,{}]}',an object"})
    void refusesAPixelThatIsNoNumber(String pixel, String shown) {
        assertRejected(
                GREY,
                "[1,2,3,4," + pixel + ",6]",
                RejectionReason.WRONG_TYPE,
                "pixel 4 of `features` must be a number but was " + shown);
    }

    @ParameterizedTest
    @CsvSource({"'{\"p0\":1}',WRONG_TYPE,an object", "7,WRONG_TYPE,the number 7", "null,NO_FEATURES,null"})
    void refusesFeaturesThatAreNoArray(String features, RejectionReason reason, String shown) {
        assertRejected(GREY, features, reason, "`features` must be an array of pixels but was " + shown);
    }

    @Test
    void tellsTheFirstOfSeveralFaults() {
        assertRejected(GREY, "[[1,2,999],[4,-5]]", RejectionReason.PIXEL_OUT_OF_RANGE, "pixel 2");
        assertRejected(GREY, "[[1,2],[4,-5,6]]", RejectionReason.IMAGE_SHAPE, "width must be 3 but was 2");
    }

    /** What the image's reader leaves unread would be taken for the record's next key. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "[1,2,3,4,5,6]",
                "[[[1,2,3],[4,5,6]]]",
                "[]",
                "[[[[[1],{\"label\":3}]]],[2]]",
                "[{\"label\":[{}]},[1,{\"x\":[]}]]",
                "[1,[2,[3,[4,[5]]]],6]",
                "{\"label\":{\"label\":1}}",
                "\"label\"",
                "null"
            })
    void endsWhereTheFeaturesEndSoThatWhatFollowsIsRead(String features) {
        Decoded decoded = decode(GREY, "{\"features\":" + features + ",\"label\":\"bird\",\"id\":\"a\"}");
        assertThat(((Rejection) decoded).reason())
                .isEqualTo(features.equals("null") ? RejectionReason.NO_FEATURES : RejectionReason.UNKNOWN_LABEL);
        Decoded unknownKey = decode(GREY, "{\"features\":" + features + ",\"label\":\"dog\",\"colour\":1}");
        assertThat(((Rejection) unknownKey).detail()).contains("colour");
    }

    @Test
    void readsLabelsByNameOrIndexBeforeAndAfterTheImage() {
        for (String label : List.of("\"dog\"", "1", "1.0")) {
            Decoded before = decode(GREY, "{\"label\":" + label + ",\"features\":[1,2,3,4,5,6]}");
            Decoded after = decode(GREY, "{\"features\":[1,2,3,4,5,6],\"label\":" + label + "}");
            assertThat(((Example) before).target()).isEqualTo(1);
            assertThat(((Example) after).target()).isEqualTo(1);
        }
        Decoded outside = decode(GREY, "{\"features\":[1,2,3,4,5,6],\"label\":2}");
        assertThat(((Rejection) outside).reason()).isEqualTo(RejectionReason.LABEL_OUT_OF_RANGE);
    }

    @Test
    void oneRecordDoesNotChangeTheNext() {
        assertRejected(GREY, "[9,9,9,9,9,999]", RejectionReason.PIXEL_OUT_OF_RANGE, "pixel 5");
        Example first = accepted(GREY, "[1,2,3,4,5,6]");
        accepted(GREY, "[7,7,7,7,7,7]");
        assertThat(pixels(first)).containsExactly(1, 2, 3, 4, 5, 6);
    }

    @Test
    void makesAnExampleOrARejectionOfEveryMutatedRecord() {
        List<String> seeds = List.of(
                "{\"features\":[[[0,1,2],[253,254,255]]],\"label\":\"cat\"}",
                "{\"label\":1,\"features\":[[0,1,2],[253,254,255]]}",
                "{\"features\":[0,1,2,253,254,255],\"label\":\"dog\",\"id\":\"x\"}");
        List<String> tokens = List.of(
                "[", "]", "],[", "[[", "]]", ",", "1", "256", "-", ".5", "e9", "NaN", "null", "\"", "{", "}", "{}",
                "[]");
        Random random = new Random(7);
        Set<RejectionReason> reasons = EnumSet.noneOf(RejectionReason.class);
        int accepted = 0;
        for (int i = 0; i < MUTATED; i++) {
            StringBuilder record = new StringBuilder(seeds.get(i % seeds.size()));
            for (int mutations = random.nextInt(4); mutations >= 0; mutations--) {
                int from = random.nextInt(record.length() + 1);
                int to = Math.min(record.length(), from + random.nextInt(4));
                record.replace(from, to, random.nextInt(3) == 0 ? "" : tokens.get(random.nextInt(tokens.size())));
            }
            Decoded decoded = decode(GREY, record.toString());
            if (decoded instanceof Example example) {
                accepted++;
                assertThat(pixels(example)).hasSize(6);
                assertThat(example.target()).isIn(0.0, 1.0);
            } else {
                Rejection rejection = (Rejection) decoded;
                reasons.add(rejection.reason());
                assertThat(rejection.detail()).isNotBlank().doesNotContain("the parser failed");
            }
        }
        // The mutations must reach both outcomes and most reasons, or this test says nothing.
        assertThat(accepted).isBetween(MUTATED / 50, MUTATED / 2);
        assertThat(reasons)
                .contains(
                        RejectionReason.NOT_JSON,
                        RejectionReason.IMAGE_SHAPE,
                        RejectionReason.PIXEL_OUT_OF_RANGE,
                        RejectionReason.WRONG_TYPE,
                        RejectionReason.UNKNOWN_LABEL);
    }

    private static Example accepted(ExampleCodec codec, String features) {
        Decoded decoded = decode(codec, "{\"features\":" + features + ",\"label\":\"cat\"}");
        assertThat(decoded).isInstanceOf(Example.class);
        return (Example) decoded;
    }

    private static void assertRejected(ExampleCodec codec, String features, RejectionReason reason, String detail) {
        Decoded decoded = decode(codec, "{\"features\":" + features + ",\"label\":\"cat\"}");
        assertThat(decoded).isInstanceOf(Rejection.class);
        assertThat(((Rejection) decoded).reason()).isEqualTo(reason);
        assertThat(((Rejection) decoded).detail()).contains(detail);
    }

    private static Decoded decode(ExampleCodec codec, String record) {
        return codec.decode(
                new RawRecord(new SourcePosition("images", 0, 5, 0), record.getBytes(StandardCharsets.UTF_8)));
    }

    private static int[] pixels(Example example) {
        byte[] pixels = ((ImageFeatures) example.features()).pixels();
        int[] unsigned = new int[pixels.length];
        for (int i = 0; i < pixels.length; i++) {
            unsigned[i] = pixels[i] & 0xff;
        }
        return unsigned;
    }
}
