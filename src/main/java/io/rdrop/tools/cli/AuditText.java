package io.rdrop.tools.cli;

import io.rdrop.late.ServedScore;
import io.rdrop.registry.SnapshotManifest;
import io.rdrop.tools.audit.AuditReport;
import io.rdrop.tools.audit.LateAuditReport;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** What an audit found, for people. */
final class AuditText {
    private AuditText() {}

    /** What became of the records. */
    static void print(PrintStream out, AuditReport report) {
        out.printf(
                Locale.ROOT,
                "records  %,d: %,d trained on, %,d rejected, %,d pending%s%n",
                report.records(),
                report.trained(),
                report.rejected(),
                report.pending(),
                report.before() > 0 ? String.format(Locale.ROOT, ", %,d before the job began", report.before()) : "");
        report.notes().forEach(note -> out.println("NOTE     " + note));
    }

    /** What became of events and labels, and how good the answers were. */
    static void print(PrintStream out, LateAuditReport report) {
        out.printf(Locale.ROOT, "events   %,d: %s%n", report.events(), fates(report.eventFates()));
        out.printf(Locale.ROOT, "labels   %,d: %s%n", report.labels(), fates(report.labelFates()));
        report.served().forEach((model, scores) -> scores.forEach(score -> print(out, model, score)));
    }

    private static void print(PrintStream out, String model, ServedScore score) {
        String how = score.ofClasses()
                ? String.format(Locale.ROOT, "accuracy %.4f, log-loss %.4f", score.accuracy(), score.meanLogLoss())
                : String.format(Locale.ROOT, "RMSE %.4f", score.rootMeanSquaredError());
        out.printf(
                Locale.ROOT,
                "served   model %s, version %d: %,d answers, %s%n",
                model,
                score.version(),
                score.answers(),
                how);
    }

    private static String fates(Map<String, Long> fates) {
        return fates.entrySet().stream()
                .map(fate -> String.format(Locale.ROOT, "%,d %s", fate.getValue(), fate.getKey()))
                .collect(Collectors.joining(", "));
    }

    /** The newest version of each model. */
    static void print(PrintStream out, Map<String, List<SnapshotManifest>> manifests) {
        manifests.forEach((model, versions) -> {
            if (!versions.isEmpty()) {
                SnapshotManifest newest = versions.get(versions.size() - 1);
                out.printf(
                        Locale.ROOT,
                        "model %-14s %d versions kept, newest %d at step %,d, %,d examples, state %s%n",
                        model,
                        versions.size(),
                        newest.version(),
                        newest.step(),
                        newest.examples(),
                        newest.stateSha256());
            }
        });
    }

    /** What does not hold, and the verdict. */
    static void print(PrintStream out, int replayed, List<String> problems) {
        problems.forEach(problem -> out.println("PROBLEM  " + problem));
        out.println(
                problems.isEmpty()
                        ? "audited: every record is accounted for exactly once"
                                + (replayed > 0
                                        ? ", and " + replayed + " models trained again have the same bytes"
                                        : "")
                        : "audited: " + problems.size() + " problems");
    }
}
