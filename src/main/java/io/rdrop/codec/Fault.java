package io.rdrop.codec;

import io.rdrop.example.RawRecord;
import io.rdrop.example.Rejection;
import io.rdrop.example.RejectionReason;

/** What is wrong with one part of a record: the fixed code, and place, value and expectation for people. */
record Fault(RejectionReason reason, String detail) {
    Rejection rejection(RawRecord record) {
        return new Rejection(record, reason, detail);
    }
}
