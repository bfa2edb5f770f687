package io.rdrop.engine;

import io.rdrop.Public;

/** What an encoded example is to a network; its numbers always come as one flat row. */
@Public
public sealed interface InputShape {
    /** Numbers per encoded example. */
    int width();

    /** Numbers without an order of their own. */
    record Vector(int width) implements InputShape {}

    /** Numbers without an order of their own, most of which are 0 in an example. */
    record Bag(int width) implements InputShape {}

    /** Pixels, channel by channel, row by row. */
    record Image(int channels, int height, int columns) implements InputShape {
        @Override
        public int width() {
            return channels * height * columns;
        }
    }

    /**
     * Token numbers, in order.
     *
     * @param length tokens per example, those that fill it up included
     * @param vocabulary distinct token numbers: {@link #PADDING} and 1..vocabulary - 1
     */
    record Tokens(int length, int vocabulary) implements InputShape {
        /** The token number that fills a short text up; the network does not see it. */
        public static final int PADDING = 0;

        @Override
        public int width() {
            return length;
        }
    }
}
