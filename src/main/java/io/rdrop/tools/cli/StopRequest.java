package io.rdrop.tools.cli;

/** Somebody asked for a clean stop. */
final class StopRequest {
    private volatile boolean requested;

    void request() {
        requested = true;
    }

    boolean requested() {
        return requested;
    }
}
