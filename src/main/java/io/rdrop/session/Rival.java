package io.rdrop.session;

import io.rdrop.example.Command;
import java.io.IOException;

/** A model's challenger, as the model sees it when they change places. */
interface Rival {
    /** As it is, after it has learned what waits. */
    Contestant leave() throws IOException;

    /** Goes on as the other one. */
    void take(Contestant other, Command command) throws IOException;
}
