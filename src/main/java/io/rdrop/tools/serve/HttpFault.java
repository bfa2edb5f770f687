package io.rdrop.tools.serve;

/** Why a request gets no answer: a status, and a message for whoever asked. */
final class HttpFault extends Exception {
    private static final long serialVersionUID = 1L;

    private final int status;

    HttpFault(int status, String message) {
        super(message);
        this.status = status;
    }

    int status() {
        return status;
    }
}
