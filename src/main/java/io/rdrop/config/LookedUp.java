package io.rdrop.config;

import io.rdrop.config.References.Reference;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What references stood for in this process. None of it may leave in a message: clients quote what they were given in
 * their exceptions and logs.
 */
public final class LookedUp {
    /** A shorter value is no secret, and to hide it would garble what has nothing to do with it. */
    private static final int LEAST_CHARS = 4;

    /**
     * What clients take a value apart into, and quote alone: what stands in quotes, or else entries of a list, and
     * lines.
     */
    private static final Pattern QUOTED = Pattern.compile("([\"'])(?<part>.*?)\\1");

    private static final Pattern LISTED = Pattern.compile("(?<part>[^,\\r\\n]+)");

    private static final Map<String, String> REFERENCES = new ConcurrentSkipListMap<>(
            Comparator.comparingInt(String::length).reversed().thenComparing(Comparator.naturalOrder()));

    private LookedUp() {}

    static void remember(String value, Reference reference) {
        Stream.concat(Stream.of(value.strip()), parts(value).stream())
                .filter(part -> part.length() >= LEAST_CHARS)
                .forEach(part -> REFERENCES.putIfAbsent(part, reference.toString()));
    }

    private static List<String> parts(String value) {
        List<String> parts = new ArrayList<>();
        Matcher found = (QUOTED.matcher(value).find() ? QUOTED : LISTED).matcher(value);
        while (found.find()) {
            parts.add(found.group("part").strip());
        }
        return parts;
    }

    /** A text with the references in place of what they stood for. */
    public static String hidden(String text) {
        String hidden = text;
        for (Map.Entry<String, String> known : REFERENCES.entrySet()) {
            hidden = hidden.replace(known.getKey(), known.getValue());
        }
        return hidden;
    }

    /** A failure, or, if it quotes what must not leave, one that says the same without it. */
    public static Throwable hidden(Throwable failure) {
        return quotes(failure) ? new HiddenException(failure) : failure;
    }

    private static boolean quotes(Throwable failure) {
        for (Throwable each = failure; each != null; each = each.getCause()) {
            String text = each.toString();
            if (!hidden(text).equals(text)) {
                return true;
            }
        }
        return false;
    }

    /** What another exception said, where it said it, without what must not leave. */
    private static final class HiddenException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        HiddenException(Throwable failure) {
            super(
                    hidden(failure.toString()),
                    failure.getCause() == null ? null : new HiddenException(failure.getCause()));
            setStackTrace(failure.getStackTrace());
        }
    }
}
