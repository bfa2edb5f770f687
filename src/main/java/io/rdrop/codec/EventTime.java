package io.rdrop.codec;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.ResolverStyle;
import java.time.temporal.TemporalAccessor;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Event times as records write them, in milliseconds since the epoch; null where a text or number is none. */
final class EventTime {
    private static final long FIRST_MS = Instant.parse("0001-01-01T00:00:00Z").toEpochMilli();
    private static final long LAST_MS =
            Instant.parse("9999-12-31T23:59:59.999Z").toEpochMilli();

    private static final DateTimeFormatter DATE_TIME = new DateTimeFormatterBuilder()
            .append(DateTimeFormatter.ISO_LOCAL_DATE)
            .optionalStart()
            .appendLiteral('T')
            .append(DateTimeFormatter.ISO_LOCAL_TIME)
            .optionalStart()
            .appendOffsetId()
            .toFormatter(Locale.ROOT)
            .withResolverStyle(ResolverStyle.STRICT); // no 30 February

    private EventTime() {}

    /** Milliseconds since the epoch; a fraction is dropped. */
    static @Nullable Long ofMillis(double ms) {
        return ms >= FIRST_MS && ms <= LAST_MS ? (Long) (long) Math.floor(ms) : null;
    }

    /** ISO-8601 with offset, or without one (then UTC), or a date (its midnight, UTC). */
    static @Nullable Long ofIso(String text) {
        try {
            TemporalAccessor parsed =
                    DATE_TIME.parseBest(text, OffsetDateTime::from, LocalDateTime::from, LocalDate::from);
            long ms = instant(parsed).toEpochMilli();
            return ms >= FIRST_MS && ms <= LAST_MS ? (Long) ms : null;
        } catch (DateTimeException | ArithmeticException e) {
            return null;
        }
    }

    private static Instant instant(TemporalAccessor parsed) {
        if (parsed instanceof OffsetDateTime dateTime) {
            return dateTime.toInstant();
        }
        return parsed instanceof LocalDateTime dateTime
                ? dateTime.toInstant(ZoneOffset.UTC)
                : ((LocalDate) parsed).atStartOfDay().toInstant(ZoneOffset.UTC);
    }
}
