package io.rdrop.telemetry;

import io.rdrop.late.Late;
import io.rdrop.late.LateModel;

/** Events and labels, and what was served. */
final class LateModels {
    private LateModels() {}

    /** One event with its label, and an answer to it by version 3. */
    static LateModel served() {
        LateModel model = new LateModel("default", Late.config());
        model.add(Late.event("a", 0, 10));
        model.add(Late.served("a", 0, 11, 3, 0.75f));
        model.add(Late.label("a", 0, 20, 0));
        model.add(Late.event("b", 1, 30));
        model.advance(40, new Late.Told());
        return model;
    }
}
