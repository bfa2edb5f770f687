package io.rdrop.late;

import io.rdrop.example.Example;
import io.rdrop.example.RejectionReason;
import io.rdrop.example.SourcePosition;
import org.jspecify.annotations.Nullable;

/** Told what becomes of events and labels, in the order in which it is decided. */
public interface Fates {
    /**
     * An example is to be learned from.
     *
     * @param example its target is NaN if it goes without a label
     * @param label where its label stands; null if it brought it, or none came
     */
    void learn(Example example, @Nullable SourcePosition label);

    /**
     * A label came after its event had been learned as the class of a time-out, and is this class: there is nothing to
     * learn.
     */
    default void confirmed(SourcePosition label) {}

    /**
     * A record is not learned from.
     *
     * @param reason one of {@link RejectionReason#ofLateLabels}
     */
    void unmatched(SourcePosition position, RejectionReason reason, String detail);
}
