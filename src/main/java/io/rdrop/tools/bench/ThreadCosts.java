package io.rdrop.tools.bench;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;

/**
 * What the threads of this JVM have used since they started, by what they do in a job.
 *
 * @param cpuNanos CPU time
 * @param bytes allocated on the heap
 */
record ThreadCosts(Map<Work, Long> cpuNanos, Map<Work, Long> bytes) {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    /** What a thread does, told by its name. */
    enum Work {
        BROKER("broker"),
        FETCH("fetch from Kafka"),
        DECODE("decode"),
        LEARN("learn"),
        OTHER("other");

        private final String title;

        Work(String title) {
            this.title = title;
        }

        String title() {
            return title;
        }

        static Work of(String thread) {
            if (thread.startsWith("Source Data Fetcher")) {
                return FETCH;
            }
            if (thread.startsWith("Source: ")) {
                return DECODE;
            }
            if (thread.startsWith("learn")) {
                return LEARN;
            }
            return thread.startsWith("data-plane-kafka") ? BROKER : OTHER;
        }
    }

    /** A reading of every thread, to take differences of. */
    static final class Reading {
        private final Map<Long, Work> work = new HashMap<>();
        private final Map<Long, Long> cpuNanos = new HashMap<>();
        private final Map<Long, Long> bytes = new HashMap<>();

        private Reading() {
            long[] ids = THREADS.getAllThreadIds();
            long[] cpu = THREADS.getThreadCpuTime(ids);
            long[] allocated = THREADS.getThreadAllocatedBytes(ids);
            var infos = THREADS.getThreadInfo(ids);
            for (int i = 0; i < ids.length; i++) {
                if (infos[i] != null && cpu[i] >= 0) {
                    work.put(ids[i], Work.of(infos[i].getThreadName()));
                    cpuNanos.put(ids[i], cpu[i]);
                    bytes.put(ids[i], allocated[i]);
                }
            }
        }

        static Reading now() {
            return new Reading();
        }

        /** What was used since an earlier reading, by threads that live now. */
        ThreadCosts since(Reading earlier) {
            Map<Work, Long> usedNanos = new EnumMap<>(Work.class);
            Map<Work, Long> usedBytes = new EnumMap<>(Work.class);
            work.forEach((id, does) -> {
                usedNanos.merge(does, cpuNanos.getOrDefault(id, 0L) - earlier.cpuNanos.getOrDefault(id, 0L), Long::sum);
                usedBytes.merge(does, bytes.getOrDefault(id, 0L) - earlier.bytes.getOrDefault(id, 0L), Long::sum);
            });
            return new ThreadCosts(usedNanos, usedBytes);
        }
    }
}
