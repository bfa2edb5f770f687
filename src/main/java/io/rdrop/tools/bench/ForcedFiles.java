package io.rdrop.tools.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;

/**
 * How often this process made the disk keep something (fsync), and how long that took, by Java Flight Recorder.
 *
 * @param count calls
 * @param time that all of them took
 */
record ForcedFiles(long count, Duration time) {
    private static final String EVENT = "jdk.FileForce";

    /** Records until it is read. */
    static Recording start() {
        Recording recording = new Recording();
        recording.enable(EVENT).withThreshold(Duration.ZERO).withoutStackTrace();
        recording.start();
        return recording;
    }

    /** Ends a recording. */
    static ForcedFiles of(Recording recording, Path scratch) throws IOException {
        recording.stop();
        Path file = scratch.resolve("forced.jfr");
        try (recording) {
            recording.dump(file);
        }
        long count = 0;
        Duration time = Duration.ZERO;
        for (RecordedEvent event : RecordingFile.readAllEvents(file)) {
            count++;
            time = time.plus(event.getDuration());
        }
        Files.delete(file);
        return new ForcedFiles(count, time);
    }
}
