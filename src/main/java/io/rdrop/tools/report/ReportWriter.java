package io.rdrop.tools.report;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Set;

/** Writes a report as JSON and as a page. A file appears whole or not at all, and replaces an older one. */
public final class ReportWriter {
    private static final ObjectMapper JSON = new ObjectMapper();

    private ReportWriter() {}

    /**
     * Writes report.json, UTF-8. NaN and the infinities are null. Its members:
     *
     * <ul>
     *   <li>{@code title}, {@code facts.<name>}, {@code warnings[]}, {@code elapsedSeconds} (the whole run)
     *   <li>{@code examples.{read,trained,rejected}}: records read, examples trained on (all models together; a model
     *       that went on from a saved state counts from its first example), records rejected
     *   <li>{@code rejections.<reason>}: records rejected by reason code, counts above 0
     *   <li>{@code terms}: what the two terms of a step are of, `classes`, `numbers`, `texts` or `tags`
     *   <li>{@code model}: the key of the model that the next two are about: `default`, else the one trained on most
     *   <li>{@code prequential.{examples,accuracy,kappa,logLoss,calibrationError,noChangeAccuracy,majorityAccuracy,
     *       constantAccuracy,balancedAccuracy,auc}}: scores since the model's first example, shares 0..1, log-loss in
     *       nats; {@code prequential.classes.{examples,classes,rows[],rare[],confusion[][]}}: the same by class, see
     *       {@link io.rdrop.example.ClassTable}, rows of {@code
     *       {name,examples,predicted,hits,recall,precision,auc}}; of a regression {@code
     *       prequential.{examples,mae,rmse,r2,lastValueMae,lastValueRmse,runningMeanMae,runningMeanRmse}}, errors in
     *       units of the target; of a language model {@code prequential.{examples,bitsPerCharacter,perplexity,
     *       frequenciesBitsPerCharacter,countsBitsPerCharacter}}, its examples being characters; of sequence tagging
     *       {@code prequential.{examples,tokenAccuracy,tokenLogLoss,macroF1,spanF1,frequentTagAccuracy,
     *       frequentTagMacroF1,frequentTagSpanF1,cutShare}}, its examples being tokens; {@code
     *       prequential.lastFifth} has those of them that are means, and all of tags, over the last fifth of the
     *       examples
     *   <li>{@code training.{steps,stepsLeftOut,crossEntropy,klDivergence,alpha,divergences}}: steps; updates left out
     *       as not finite; <em>means over the last 100 applied updates</em> of cross-entropy and (without alpha) KL
     *       divergence, nats per row; alpha at the last step; how often the model diverged and was taken back in this
     *       run. A regression has {@code squaredError} and {@code passDistance} (squared distance between passes) in
     *       their places, in variances of the target
     *   <li>{@code throughput.{examplesPerSecond,stepMillisP50,stepMillisP99}}: examples trained on in this run over
     *       the time from the start of the first step to the last report; percentiles over all steps, within 1 %
     *   <li>{@code models.<key>}: of one model {@code trained}, {@code prequential}, {@code window}, {@code training},
     *       {@code divergence}, {@code stepMillisP50}, {@code stepMillisP99} and {@code
     *       verdict.{outcome,sentence,rare[]}}; {@code window} has the scores over the last examples
     *       (evaluation.window); {@code divergence} says when and why it diverged, null if it did not; {@code outcome}
     *       is `beats`, `level`, `loses` or `nothing-scored`, see {@link Verdict}; {@code rare} is what there is to say
     *       of rare classes
     *   <li>{@code
     *       models.<key>.pool.{sentence,members[],worth[],auditRegret,auditBound}}: how the members of its pool do at
     *       the end, see {@link io.rdrop.example.StepReport.Pool}; null for one network. {@code sentence} says what
     *       R-Drop is worth, null if that is not known
     *   <li>{@code models.<key>.outliers[].{column,count,largest,position}}: numbers that were left out in this run,
     *       and where the largest stood; said in {@code warnings}, too
     *   <li>{@code snapshots[].{model,version,step,sha256}}
     *   <li>{@code finalStateSha256}: of the only model, else of {@code model}; null if unknown. With several models
     *       also {@code finalStateSha256ByModel.<key>}
     *   <li>{@code driftPoints[].{example,label}}, {@code configuration}
     *   <li>{@code curves.<key>}: columns of equal length, at most 1,000, the first and the last step among them:
     *       {@code examples} (trained on so far), every score of {@code prequential}, the same with prefix {@code
     *       window} ({@code windowAccuracy}), and the two terms of {@code training}, {@code gradientNorm} and {@code
     *       stepMillis} as means over the updates since the point before, and the {@code learningRate} there
     * </ul>
     *
     * @throws IOException if the file cannot be written
     */
    public static void writeJson(RunReport report, Path file) throws IOException {
        write(file, JSON.writerWithDefaultPrettyPrinter().writeValueAsString(ReportJson.tree(report)) + "\n");
    }

    /** Writes the page: one file with style, script, charts and the report's JSON inside, which loads nothing else. */
    public static void writeHtml(RunReport report, Path file) throws IOException {
        write(
                file,
                ReportPage.html(report.title(), JSON.writeValueAsString(ReportJson.tree(report)), ReportPage.ONE_RUN));
    }

    /**
     * Writes the curves of report.json as a table: a line for each point, its model first; what is not known is empty.
     *
     * @throws IOException if the file cannot be written
     */
    public static void writeCsv(RunReport report, Path file) throws IOException {
        write(file, CurveCsv.of(List.of("model"), CurveCsv.curves(List.of(), ReportJson.tree(report))));
    }

    /**
     * Writes {@link Comparison#tree} as compare.json, compare.html and compare.csv; the last has a column for the run.
     *
     * @throws IOException if a file cannot be written
     */
    public static void writeComparison(Comparison comparison, Path directory) throws IOException {
        ObjectNode tree = comparison.tree();
        write(
                directory.resolve("compare.json"),
                JSON.writerWithDefaultPrettyPrinter().writeValueAsString(tree) + "\n");
        write(
                directory.resolve("compare.html"),
                ReportPage.html(tree.path("title").asText(), JSON.writeValueAsString(tree), ReportPage.SEVERAL_RUNS));
        write(directory.resolve("compare.csv"), CurveCsv.of(List.of("run", "model"), comparison.curves()));
    }

    /**
     * Writes the page of an experiment: one file, which loads nothing else.
     *
     * @param tree what `experiment.js` draws; its title is in `title`
     * @throws IOException if the file cannot be written
     */
    public static void writeExperiment(ObjectNode tree, Path file) throws IOException {
        write(file, ReportPage.html(tree.path("title").asText(), JSON.writeValueAsString(tree), ReportPage.EXPERIMENT));
    }

    /**
     * Writes any text, UTF-8, as a report is written.
     *
     * @throws IOException if the file cannot be written
     */
    public static void writeText(String text, Path file) throws IOException {
        write(file, text);
    }

    /** What {@link #writeJson} writes, with the curves of one model alone; they are by far the largest part. */
    public static ObjectNode tree(RunReport report, String curvesOf) {
        return ReportJson.tree(report, Set.of(curvesOf));
    }

    private static void write(Path file, String text) throws IOException {
        Path target = file.toAbsolutePath();
        Path directory = target.getParent();
        if (directory == null) {
            throw new IOException("not a file to write a report to: " + file);
        }
        Files.createDirectories(directory);
        // A sibling, not the system's temporary directory: a move is atomic only within one file system.
        Path temporary = target.resolveSibling(target.getFileName() + ".tmp");
        try {
            Files.writeString(temporary, text);
            Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(temporary);
        }
    }
}
