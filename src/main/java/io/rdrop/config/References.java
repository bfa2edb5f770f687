package io.rdrop.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * References in a configuration's texts to what stands outside of it: <code>${env:NAME}</code> an environment variable,
 * <code>${file:PATH}</code> the content of a file without the line ends behind it. <code>$${</code> is a plain
 * <code>${</code>.
 *
 * <p>A configuration keeps the reference; what it stands for is looked up where it is used, in the process that uses
 * it. So it is in nothing that is printed, hashed, stored or sent.
 */
public final class References {
    private static final Pattern TOKEN = Pattern.compile("\\$\\$\\{|\\$\\{([^}]*)(\\}?)");
    private static final String HIDDEN = "***";

    /** Where the value is. */
    public enum Kind {
        /** An environment variable of the process. */
        ENV,
        /** A file that the process can read. */
        FILE
    }

    /** One reference: the name of a variable, or the path of a file. */
    public record Reference(Kind kind, String name) {
        /** {@code env} or {@code file}. */
        public String prefix() {
            return kind.name().toLowerCase(Locale.ROOT);
        }

        @Override
        public String toString() {
            return "${" + prefix() + ":" + name + "}";
        }
    }

    private References() {}

    /** Whether a text has a reference or an escape in it. */
    static boolean isIn(String text) {
        return text.contains("${");
    }

    /**
     * A text with what its references stand for, in this process.
     *
     * @param key whose value it is, for messages
     * @throws ConfigException if a reference cannot be understood, or what it names is not there
     */
    public static String resolve(String text, String key) {
        return replace(text, key, reference -> lookUp(reference, key), UnaryOperator.identity());
    }

    /** As {@link #resolve}, with something else in place of each reference. */
    public static String replace(String text, String key, Function<Reference, String> replacement) {
        return replace(text, key, replacement, UnaryOperator.identity());
    }

    /** What a reference stands for, in this process, which from now on hides it: see {@link LookedUp}. */
    public static String lookUp(Reference reference, String key) {
        String value = read(reference, key);
        LookedUp.remember(value, reference);
        return value;
    }

    private static String read(Reference reference, String key) {
        if (reference.kind() == Kind.ENV) {
            String value = System.getenv(reference.name());
            if (value == null) {
                throw new ConfigException(key + " refers to the environment variable " + reference.name()
                        + ", which is not set in this process (" + reference + ")");
            }
            return value;
        }
        try {
            return Files.readString(Path.of(reference.name())).replaceFirst("[\\r\\n]+\\z", "");
        } catch (IOException | RuntimeException e) {
            // Not the message of a decoder: it may tell of the content.
            throw new ConfigException(key + " refers to the file " + reference.name()
                    + ", which this process cannot read (" + reference + "): "
                    + e.getClass().getSimpleName());
        }
    }

    /** For showing: the references as they are, everything else as {@code ***}. */
    static String masked(String text) {
        if (text.isEmpty()) {
            return text;
        }
        try {
            return replace(text, "", Reference::toString, literal -> literal.isEmpty() ? "" : HIDDEN);
        } catch (ConfigException e) {
            return HIDDEN;
        }
    }

    /** Whether a value is one that was hidden when it was printed. */
    public static boolean isMasked(String text) {
        return text.contains(HIDDEN);
    }

    private static String replace(
            String text, String key, Function<Reference, String> replacement, UnaryOperator<String> literal) {
        StringBuilder replaced = new StringBuilder();
        StringBuilder plain = new StringBuilder();
        Matcher tokens = TOKEN.matcher(text);
        int done = 0;
        while (tokens.find()) {
            plain.append(text, done, tokens.start());
            @Nullable String inside = tokens.group(1);
            if (inside == null) {
                plain.append("${");
            } else {
                replaced.append(literal.apply(plain.toString()));
                plain.setLength(0);
                replaced.append(replacement.apply(parse(inside, "}".equals(tokens.group(2)), key)));
            }
            done = tokens.end();
        }
        plain.append(text, done, text.length());
        return replaced.append(literal.apply(plain.toString())).toString();
    }

    private static Reference parse(String inside, boolean closed, String key) {
        int colon = inside.indexOf(':');
        String name = inside.substring(colon + 1);
        if (closed && !name.isBlank() && colon > 0) {
            for (Kind kind : Kind.values()) {
                if (kind.name().toLowerCase(Locale.ROOT).equals(inside.substring(0, colon))) {
                    return new Reference(kind, name);
                }
            }
        }
        throw new ConfigException(
                key + " has a reference that is none: references are ${env:NAME} and ${file:PATH}, and"
                        + " $${ is a plain ${, but it was " + (closed ? "${" + inside + "}" : "${ without a }"));
    }
}
