package io.rdrop.tools.console;

import io.rdrop.config.LookedUp;
import java.util.Map;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.Appender;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.appender.rewrite.RewriteAppender;
import org.apache.logging.log4j.core.appender.rewrite.RewritePolicy;
import org.apache.logging.log4j.core.config.AppenderRef;
import org.apache.logging.log4j.core.config.Configuration;
import org.apache.logging.log4j.core.config.LoggerConfig;
import org.apache.logging.log4j.core.impl.Log4jLogEvent;
import org.apache.logging.log4j.message.SimpleMessage;

/** Takes out of every line of this process's log what references stood for. */
public final class ScrubbedLog {
    private static final String PREFIX = "scrubbed ";

    private ScrubbedLog() {}

    /** Reads the log's configuration anew, and puts itself before all its appenders. */
    public static void install() {
        if (LogManager.getContext(false) instanceof LoggerContext context) {
            context.reconfigure();
            install(context);
        }
    }

    private static void install(LoggerContext context) {
        Configuration configuration = context.getConfiguration();
        for (LoggerConfig logger : configuration.getLoggers().values()) {
            for (AppenderRef reference : logger.getAppenderRefs()) {
                Appender appender = logger.getAppenders().get(reference.getRef());
                if (appender != null) {
                    logger.removeAppender(reference.getRef());
                    logger.addAppender(before(appender, configuration), reference.getLevel(), reference.getFilter());
                }
            }
        }
        context.updateLoggers();
    }

    private static Appender before(Appender appender, Configuration configuration) {
        Map<String, Appender> known = configuration.getAppenders();
        Appender scrubbed = known.get(PREFIX + appender.getName());
        if (scrubbed == null) {
            scrubbed = RewriteAppender.createAppender(
                    PREFIX + appender.getName(),
                    "true",
                    new AppenderRef[] {AppenderRef.createAppenderRef(appender.getName(), null, null)},
                    configuration,
                    new Scrubbing(),
                    null);
            scrubbed.start();
            configuration.addAppender(scrubbed);
        }
        return scrubbed;
    }

    private static final class Scrubbing implements RewritePolicy {
        @Override
        public LogEvent rewrite(LogEvent event) {
            String said = event.getMessage().getFormattedMessage();
            String hidden = LookedUp.hidden(said);
            Throwable thrown = event.getThrown();
            Throwable hiddenThrown = thrown == null ? null : LookedUp.hidden(thrown);
            return hidden.equals(said) && hiddenThrown == thrown
                    ? event
                    : new Log4jLogEvent.Builder(event)
                            .setMessage(new SimpleMessage(hidden))
                            .setThrown(hiddenThrown)
                            .build();
        }
    }
}
