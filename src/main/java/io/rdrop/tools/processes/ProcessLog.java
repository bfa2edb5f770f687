package io.rdrop.tools.processes;

import java.nio.file.Path;

/** How the processes log: to what they print, which is a file. */
final class ProcessLog {
    private ProcessLog() {}

    /** @param kafkaLevel of Kafka's classes, which say much */
    static String configuration(String kafkaLevel) {
        return """
                rootLogger.level = info
                rootLogger.appenderRef.out.ref = out
                appender.out.type = Console
                appender.out.name = out
                appender.out.layout.type = PatternLayout
                appender.out.layout.pattern = %%d{HH:mm:ss.SSS} %%-5p [%%t] %%c{1.} - %%m%%n
                logger.kafka.name = org.apache.kafka
                logger.kafka.level = %s
                """.formatted(kafkaLevel);
    }

    static String option(Path configuration) {
        return "-Dlog4j2.configurationFile=" + configuration.toUri();
    }
}
