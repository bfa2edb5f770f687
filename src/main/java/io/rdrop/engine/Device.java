package io.rdrop.engine;

/** What a network trains on: the CPU, or a GPU by its index, as the engine counts. */
public record Device(Kind kind, int index) {
    /** The processor of the machine. */
    public static final Device CPU = new Device(Kind.CPU, 0);

    /** Kinds of processor. */
    public enum Kind {
        CPU("cpu"),
        GPU("gpu");

        private final String label;

        Kind(String label) {
            this.label = label;
        }

        /** In lower case, as metrics show it. */
        public String label() {
            return label;
        }
    }

    /** A GPU. */
    public static Device gpu(int index) {
        return new Device(Kind.GPU, index);
    }

    /** Such as {@code cpu} and {@code gpu:1}. */
    public String label() {
        return kind == Kind.CPU ? kind.label() : kind.label() + ":" + index;
    }
}
