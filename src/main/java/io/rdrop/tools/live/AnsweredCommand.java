package io.rdrop.tools.live;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A command to a model, and what became of it.
 *
 * @param id tells commands apart
 * @param model model key; {@code *} of what stands for models that are yet to come
 * @param action what was asked, such as {@code set}
 * @param text the same in a few words, such as {@code set r-drop.alpha=2}
 * @param by who asked
 * @param verdict {@value #APPLIED}, or why not
 * @param reason why it did nothing, or less than it could; null otherwise
 * @param examples examples of the model that had come before it
 * @param atMs when, milliseconds since the epoch
 * @param version that it is about; 0 for none
 * @param settings that it changes: path to value
 * @param unset paths of settings that are as configured again
 */
public record AnsweredCommand(
        String id,
        String model,
        String action,
        String text,
        String by,
        String verdict,
        @Nullable String reason,
        long examples,
        long atMs,
        long version,
        Map<String, String> settings,
        List<String> unset) {
    /** The verdict of what took effect. */
    public static final String APPLIED = "applied";

    public AnsweredCommand {
        settings = Map.copyOf(settings);
        unset = List.copyOf(unset);
    }

    boolean isApplied() {
        return verdict.equals(APPLIED);
    }
}
