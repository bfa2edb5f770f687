package io.rdrop.learn.sequence;

import io.rdrop.engine.Tokenizer;
import java.io.ByteArrayOutputStream;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Texts as numbered subwords: byte-pair encoding (Sennrich et al. 2016) over the bytes of UTF-8, so that every text has
 * subwords. Number 0 is no subword, 1 to 256 are the bytes, and each one after that is two earlier ones together.
 * Letters, digits and other characters are not merged with each other, a blank goes with what follows it, and a text
 * begins as if a blank stood before it. What is encoded and decoded again is the same text, stripped.
 *
 * <p>Immutable, but for what it remembers to be faster; not thread-safe.
 */
public final class Subwords implements Tokenizer {
    /** The number of byte 0. */
    static final int FIRST_BYTE = 1;
    /** The number of the first subword of more than one byte. */
    static final int FIRST_MERGED = FIRST_BYTE + 256;

    private static final Pattern WORD = Pattern.compile(" ?[\\p{L}\\p{M}]+| ?\\p{N}+| ?[^\\s\\p{L}\\p{M}\\p{N}]+|\\s+");
    private static final int MOST_REMEMBERED = 1 << 15;

    /** [merged][2] the two that are together. */
    private final int[][] merges;
    /** What two are together. */
    private final Map<Long, Integer> merged = new HashMap<>();
    /** The bytes of each that is merged. */
    private final List<byte[]> bytes = new ArrayList<>();

    private final Map<String, int[]> remembered = new HashMap<>();

    private Subwords(int[][] merges) {
        this.merges = merges;
        for (int i = 0; i < merges.length; i++) {
            merged.put(pair(merges[i][0], merges[i][1]), FIRST_MERGED + i);
            byte[] left = bytes(merges[i][0]);
            byte[] both = Arrays.copyOf(left, left.length + bytes(merges[i][1]).length);
            System.arraycopy(bytes(merges[i][1]), 0, both, left.length, both.length - left.length);
            bytes.add(both);
        }
    }

    /**
     * Learns subwords: again and again the two that stand together most often become one, of several pairs the one
     * with the lower numbers, until there are enough, or no pair occurs twice.
     *
     * @param vocabulary numbers at most, with number 0
     */
    public static Subwords learn(List<String> texts, int vocabulary) {
        SubwordMerges merges = new SubwordMerges();
        for (String text : texts) {
            Matcher words = WORD.matcher(' ' + text);
            while (words.find()) {
                merges.count(words.group());
            }
        }
        return new Subwords(merges.learn(vocabulary - FIRST_MERGED));
    }

    static long pair(int left, int right) {
        return (long) left << Integer.SIZE | right;
    }

    /** The bytes of a word as subwords. */
    static int[] ofBytes(String word) {
        byte[] utf8 = word.getBytes(StandardCharsets.UTF_8);
        int[] subwords = new int[utf8.length];
        for (int i = 0; i < utf8.length; i++) {
            subwords[i] = FIRST_BYTE + (utf8[i] & 0xFF);
        }
        return subwords;
    }

    @Override
    public int size() {
        return FIRST_MERGED + merges.length;
    }

    @Override
    public int[] encode(String text) {
        int[] all = new int[64];
        int count = 0;
        Matcher words = WORD.matcher(' ' + text);
        while (words.find()) {
            int[] word = word(words.group());
            if (count + word.length > all.length) {
                all = Arrays.copyOf(all, 2 * (count + word.length));
            }
            System.arraycopy(word, 0, all, count, word.length);
            count += word.length;
        }
        return Arrays.copyOf(all, count);
    }

    private int[] word(String word) {
        int[] known = remembered.get(word);
        if (known != null) {
            return known;
        }
        int[] subwords = ofBytes(word);
        int first = firstMerge(subwords);
        while (first > 0) {
            int[] two = merges[first - FIRST_MERGED];
            subwords = SubwordMerges.merge(subwords, two[0], two[1], first);
            first = firstMerge(subwords);
        }
        if (remembered.size() >= MOST_REMEMBERED) {
            remembered.clear();
        }
        remembered.put(word, subwords);
        return subwords;
    }

    /** Of all pairs in a word, what the one is together that was learned first; 0 if none was. */
    private int firstMerge(int[] subwords) {
        int first = Integer.MAX_VALUE;
        for (int i = 0; i + 1 < subwords.length; i++) {
            first = Math.min(first, merged.getOrDefault(pair(subwords[i], subwords[i + 1]), Integer.MAX_VALUE));
        }
        return first == Integer.MAX_VALUE ? 0 : first;
    }

    /** Bytes that are not UTF-8 are U+FFFD or nothing. */
    @Override
    public String decode(int[] subwords) {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        for (int subword : subwords) {
            if (subword >= FIRST_BYTE && subword < size()) {
                text.writeBytes(bytes(subword));
            }
        }
        return text.toString(StandardCharsets.UTF_8).strip();
    }

    private byte[] bytes(int subword) {
        return subword < FIRST_MERGED ? new byte[] {(byte) (subword - FIRST_BYTE)} : bytes.get(subword - FIRST_MERGED);
    }

    /** Writes what was learned. */
    public void save(DataOutput out) throws IOException {
        out.writeInt(merges.length);
        for (int[] two : merges) {
            out.writeInt(two[0]);
            out.writeInt(two[1]);
        }
    }

    /**
     * Reads what {@link #save} wrote.
     *
     * @throws IOException if it is damaged, or of more than so many numbers
     */
    public static Subwords read(DataInput in, int vocabulary) throws IOException {
        int count = in.readInt();
        if (count < 0 || count > vocabulary - FIRST_MERGED) {
            throw new IOException("subwords must be 0.." + (vocabulary - FIRST_MERGED) + " merges but were " + count);
        }
        int[][] merges = new int[count][];
        for (int i = 0; i < count; i++) {
            merges[i] = new int[] {in.readInt(), in.readInt()};
            if (!isBefore(merges[i][0], i) || !isBefore(merges[i][1], i)) {
                throw new IOException(
                        "subwords are damaged: merge " + i + " is of " + merges[i][0] + " and " + merges[i][1]);
            }
        }
        return new Subwords(merges);
    }

    private static boolean isBefore(int subword, int merge) {
        return subword >= FIRST_BYTE && subword < FIRST_MERGED + merge;
    }
}
