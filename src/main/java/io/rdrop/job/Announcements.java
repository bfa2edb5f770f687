package io.rdrop.job;

import java.io.Serializable;

/** Where one hears of committed versions. */
interface Announcements extends Serializable {
    /** Told of a committed version, on a thread of its own. */
    interface Listener {
        void committed(String model, long version, String manifestSha256);
    }

    /** Tells of versions from now on, until what it returns is closed. */
    Listening listen(Listener listener);

    /** What ends the telling. */
    interface Listening extends AutoCloseable {
        @Override
        void close();
    }
}
