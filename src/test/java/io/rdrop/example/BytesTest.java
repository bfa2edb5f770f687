package io.rdrop.example;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import org.junit.jupiter.api.Test;

class BytesTest {
    @Test
    void readsWhatWasWrittenAcrossEveryGrowth() throws IOException {
        ByteWriter out = new ByteWriter();
        for (int i = 0; i < 1000; i++) {
            out.u8(i);
            out.u16(i);
            out.i32(-i);
            out.i64((long) i << 40);
            out.f32(i + 0.5f);
            out.f64(-i - 0.25);
            out.doubles(new double[] {i, Double.NaN});
            out.bytes(new byte[] {(byte) i});
        }
        ByteReader in = new ByteReader().over(out.toBytes(), 0, out.length());
        double[] numbers = new double[2];
        for (int i = 0; i < 1000; i++) {
            assertThat(in.u8()).isEqualTo(i & 0xff);
            assertThat(in.u16()).isEqualTo(i);
            assertThat(in.i32()).isEqualTo(-i);
            assertThat(in.i64()).isEqualTo((long) i << 40);
            assertThat(in.f32()).isEqualTo(i + 0.5f);
            assertThat(in.f64()).isEqualTo(-i - 0.25);
            in.doubles(numbers);
            assertThat(numbers).containsExactly(i, Double.NaN);
            assertThat(in.bytes(1)).containsExactly((byte) i);
        }
        assertThat(in.remaining()).isZero();
    }

    @Test
    void neverReadsPastTheEndOfItsPart() throws IOException {
        ByteReader in = new ByteReader().over(new byte[20], 4, 8);
        assertThat(in.i64()).isZero();

        assertThatThrownBy(in::u8).isInstanceOf(EOFException.class).hasMessageContaining("at byte 12");
        assertThatThrownBy(() -> in.take(Long.MAX_VALUE)).isInstanceOf(EOFException.class);
        assertThatThrownBy(() -> in.take(-1)).isInstanceOf(EOFException.class);
    }

    @Test
    void readsVariableLengthNumbersAsAvroWritesThem() throws IOException {
        byte[] bytes = {0, 1, 2, 3, 0x7f, (byte) 0x80, 1, (byte) 0xfe, (byte) 0xff, (byte) 0xff, (byte) 0xff, 0x0f};
        ByteReader in = new ByteReader().over(bytes, 0, bytes.length);
        assertThat(new long[] {in.varint(), in.varint(), in.varint(), in.varint(), in.varint(), in.varint()})
                .containsExactly(0, -1, 1, -2, -64, 64);
        assertThat(in.varint()).isEqualTo(Integer.MAX_VALUE);

        ByteReader endless = new ByteReader().over(new byte[] {-1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1}, 0, 11);
        assertThatThrownBy(endless::varint).isInstanceOf(IOException.class).hasMessageContaining("more than 10 bytes");
    }

    @Test
    void aTextThatComesAgainIsTheSameObject() throws IOException {
        TextCache texts = new TextCache();
        byte[] bytes = "xKölnKöln".getBytes(UTF_8);

        String first = texts.utf8(bytes, 1, 5);
        assertThat(first).isEqualTo("Köln");
        assertThat(texts.utf8(bytes, 6, 5)).isSameAs(first);
        for (int i = 0; i < 10_000; i++) { // many more than places
            byte[] number = ("n" + i).getBytes(UTF_8);
            assertThat(texts.utf8(number, 0, number.length)).isEqualTo("n" + i);
        }
        assertThatThrownBy(() -> texts.utf8(bytes, 1, 2)).isInstanceOf(CharacterCodingException.class);
    }
}
