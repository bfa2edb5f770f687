package io.rdrop.encode;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * Text in binary state: its length in UTF-16 units, then the units. Unlike writeUTF it has no limit of 64 KiB, and
 * unlike UTF-8 it keeps unpaired surrogates, which JSON may carry.
 */
final class StateText {
    private StateText() {}

    static void write(String text, DataOutput out) throws IOException {
        out.writeInt(text.length());
        out.writeChars(text);
    }

    static String read(DataInput in) throws IOException {
        int length = in.readInt();
        if (length < 0) {
            throw new IOException("encoder state is damaged: a text of length " + length);
        }
        StringBuilder text = new StringBuilder(); // grows as data arrives: a damaged length must not claim memory
        for (int i = 0; i < length; i++) {
            text.append(in.readChar());
        }
        return text.toString();
    }
}
