package io.rdrop.sql;

/** A row that nothing can be predicted for; the message names the column. */
final class RefusedRowException extends Exception {
    private static final long serialVersionUID = 1L;

    RefusedRowException(String message) {
        super(message);
    }
}
