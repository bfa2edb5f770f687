package io.rdrop.tools.cli;

import io.rdrop.tools.experiment.CellRunner;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** How far the cells of an experiment are, in a line of progress. */
final class ExperimentProgress implements CellRunner.Listener {
    private final Terminal terminal;
    private final LongSupplier clockMs;
    private final AtomicLong read = new AtomicLong();
    private final AtomicInteger finished = new AtomicInteger();
    private @Nullable ProgressLine line;
    private int cells;
    private int done;
    private String latest = "";

    ExperimentProgress(Terminal terminal, LongSupplier clockMs) {
        this.terminal = terminal;
        this.clockMs = clockMs;
    }

    @Override
    public synchronized void begins(int all, int known, long records, List<String> notices) {
        cells = all;
        done = known;
        notices.forEach(notice -> terminal.say("Note: " + notice + "."));
        terminal.say(String.format(Locale.ROOT, "Cells         %,d, of which %,d are finished already", all, known));
        line = records > 0 ? new ProgressLine(terminal, records) : null;
    }

    @Override
    public void read(long records) {
        read.addAndGet(records);
        show();
    }

    @Override
    public void finished(String what) {
        finished.incrementAndGet();
        synchronized (this) {
            latest = what;
        }
        show();
    }

    private synchronized void show() {
        if (line != null) {
            line.show(clockMs.getAsLong(), read.get(), 0, said());
        }
    }

    /** Leaves the last line. */
    synchronized void end() {
        if (line != null) {
            line.end(clockMs.getAsLong(), read.get(), 0, said());
        }
    }

    /** Cells that were run. */
    int run() {
        return finished.get();
    }

    private List<String> said() {
        String count = String.format(Locale.ROOT, "%,d of %,d cells", done + finished.get(), cells);
        return latest.isEmpty() ? List.of(count) : List.of(count + ", last " + latest, count);
    }
}
