package io.rdrop.evaluate;

/** Places in arrays that hold the last so many things. The arrays grow with what they hold, up to the window. */
final class Ring {
    private static final int FIRST_CAPACITY = 1024;

    private final int window;
    private int next;
    private int size;

    /** @param window places, at least 1 */
    Ring(int window) {
        this.window = window;
    }

    int size() {
        return size;
    }

    /** Then the oldest thing makes room for the next one. */
    boolean isFull() {
        return size == window;
    }

    /** Where the next thing goes; once the ring is full, the oldest one is there. */
    int next() {
        return next;
    }

    /** The thing at {@link #next} has been put there. */
    void advance() {
        size = Math.min(size + 1, window);
        next = next + 1 == window ? 0 : next + 1;
    }

    /** @param age 0 is the oldest */
    int position(int age) {
        int oldest = isFull() ? next : 0;
        return (int) (((long) oldest + age) % window);
    }

    int firstCapacity() {
        return Math.min(window, FIRST_CAPACITY);
    }

    /** What arrays of such a capacity must have to take the next thing. */
    int capacity(int current) {
        return next < current ? current : (int) Math.min(window, 2L * current);
    }
}
