package io.rdrop.tools.live;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rdrop.tools.report.ReportBuilder;
import io.rdrop.tools.report.ReportWriter;
import io.rdrop.tools.report.RunReport;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** A run as it stands, for the page. Safe for use by several threads; memory is bounded, however long the run. */
public final class LiveRun {
    static final int MAX_SNAPSHOTS = 50;

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final double NANOS_PER_SECOND = 1e9;

    private final ReportBuilder report;
    private final long records;
    private final LongSupplier nanoClock;
    private final long startNanos;
    private final RateSeries throughput = new RateSeries();
    private final Map<String, String> links = new LinkedHashMap<>();
    private final Deque<CommittedVersion> newestSnapshots = new ArrayDeque<>();
    private final SortedMap<String, Steering> steered = new TreeMap<>();
    private long committed;
    private Phase phase = Phase.STARTING;
    private String detail = "";
    private double endSeconds = Double.NaN;

    /** A run of so many records (0 for no end) that is about to start; the report gets every step. */
    public LiveRun(ReportBuilder report, long records, LongSupplier nanoClock) {
        this.report = report;
        this.records = records;
        this.nanoClock = nanoClock;
        startNanos = nanoClock.getAsLong();
    }

    /** Where the run stands now. */
    public synchronized void phase(Phase now) {
        phase = now;
    }

    /** The run is over, FINISHED or FAILED; with where the report is, or what went wrong. */
    public synchronized void end(Phase how, String what) {
        phase = how;
        detail = what;
        endSeconds = seconds();
    }

    /** Something to look at while the run lives. */
    public synchronized void link(String name, String url) {
        links.put(name, url);
    }

    /** Examples trained on so far, all models together. */
    public synchronized void trained(long examples) {
        throughput.add(seconds(), examples);
    }

    /** A version was committed to the registry. */
    public synchronized void committed(CommittedVersion version) {
        committed++;
        newestSnapshots.addFirst(version);
        if (newestSnapshots.size() > MAX_SNAPSHOTS) {
            newestSnapshots.removeLast();
        }
    }

    /** It was told what became of a command. */
    public synchronized void answered(AnsweredCommand command) {
        steered.computeIfAbsent(command.model(), absent -> new Steering()).add(command);
    }

    synchronized boolean hasEnded() {
        return phase.isEnd();
    }

    /** @param model whose curves to show; null, or a model that there is not, for the one that the report is about */
    synchronized ObjectNode json(@Nullable String model) {
        RunReport now = report.build();
        String shown = model != null && now.models().containsKey(model)
                ? model
                : now.main().model();
        ObjectNode root = JsonNodeFactory.instance.objectNode();
        root.put("phase", phase.code());
        root.put("phaseText", phase.text());
        root.put("ended", phase.isEnd());
        root.put("detail", detail);
        root.put("records", records);
        root.put("seconds", Double.isNaN(endSeconds) ? seconds() : endSeconds);
        root.put("shown", shown);
        root.set("links", JSON.valueToTree(links));
        root.set("throughput", throughput());
        root.put("committed", committed);
        ArrayNode snapshots = root.putArray("snapshots");
        newestSnapshots.forEach(version -> snapshots
                .addObject()
                .put("model", version.model())
                .put("version", version.version())
                .put("step", version.step())
                .put("examples", version.examples())
                .put("createdAt", version.createdAt())
                .put("heldBack", version.heldBack())
                .put("latest", version.latest())
                .put("pinned", version.isPinned()));
        if (steered.containsKey(shown)) {
            root.set("steering", steered.get(shown).json());
        }
        root.set("report", ReportWriter.tree(now, shown));
        return root;
    }

    private ObjectNode throughput() {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        double rate = throughput.now();
        if (Double.isNaN(rate)) {
            node.putNull("now");
        } else {
            node.put("now", rate);
        }
        ArrayNode seconds = node.putArray("seconds");
        ArrayNode rates = node.putArray("examplesPerSecond");
        throughput.points().forEach(point -> {
            seconds.add((float) point.seconds());
            rates.add((float) point.examplesPerSecond());
        });
        return node;
    }

    private double seconds() {
        return (nanoClock.getAsLong() - startNanos) / NANOS_PER_SECOND;
    }
}
