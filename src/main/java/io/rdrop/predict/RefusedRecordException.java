package io.rdrop.predict;

import io.rdrop.Public;
import io.rdrop.example.RejectionReason;

/** A record that nothing can be predicted for; the message says what is wrong with it, and where. */
@Public
public final class RefusedRecordException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    private final RejectionReason reason;

    RefusedRecordException(RejectionReason reason, String detail) {
        super(reason.code() + ": " + detail);
        this.reason = reason;
    }

    /** The fixed code. */
    public RejectionReason reason() {
        return reason;
    }
}
