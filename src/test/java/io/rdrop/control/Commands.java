package io.rdrop.control;

import io.rdrop.example.Command;
import java.util.List;
import java.util.Map;

/** Commands for tests: each comes after the one before it. */
public final class Commands {
    private final long epoch;
    private long sequence;

    public Commands() {
        this(1);
    }

    public Commands(long epoch) {
        this.epoch = epoch;
    }

    public Command set(String model, String key, String value) {
        return set(model, Map.of(key, value));
    }

    public Command set(String model, Map<String, String> settings) {
        return of(model, "set", settings, List.of(), 0, false);
    }

    public Command unset(String model, String... keys) {
        return of(model, "set", Map.of(), List.of(keys), 0, false);
    }

    public Command pause(String model, boolean predict) {
        return of(model, "pause", Map.of(), List.of(), 0, predict);
    }

    public Command version(String model, String action, long version) {
        return of(model, action, Map.of(), List.of(), version, false);
    }

    public Command of(String model, String action) {
        return of(model, action, Map.of(), List.of(), 0, false);
    }

    private Command of(
            String model,
            String action,
            Map<String, String> settings,
            List<String> unset,
            long version,
            boolean predict) {
        sequence++;
        return new Command(
                "id-" + epoch + "-" + sequence,
                epoch,
                sequence,
                model,
                action,
                "anna",
                1_000 + sequence,
                settings,
                unset,
                version,
                predict);
    }
}
