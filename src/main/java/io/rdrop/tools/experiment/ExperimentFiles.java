package io.rdrop.tools.experiment;

import io.rdrop.tools.report.ReportWriter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** The files that an experiment leaves beside its cells. */
public final class ExperimentFiles {
    private final Path directory;
    private final String name;

    /** Files of that experiment in a folder. */
    public ExperimentFiles(Path directory, Experiment experiment) {
        this.directory = directory;
        name = experiment.study().key()
                + (experiment.equal() == Equal.EXAMPLES
                        ? ""
                        : "-" + experiment.equal().key());
    }

    /** The page. */
    public Path page() {
        return directory.resolve(name + ".html");
    }

    /** The table as Markdown. */
    public Path markdown() {
        return directory.resolve(name + ".md");
    }

    /**
     * Writes all of them; each appears whole or not at all, and replaces an older one.
     *
     * @param facts about where and when, for the page
     */
    public void write(ExperimentTable table, Map<String, String> facts) throws IOException {
        ReportWriter.writeText(ExperimentCsv.scores(table), directory.resolve(name + ".csv"));
        ReportWriter.writeText(ExperimentCsv.differences(table), directory.resolve(name + "-differences.csv"));
        ReportWriter.writeText(ExperimentCsv.cells(table), directory.resolve(name + "-cells.csv"));
        ReportWriter.writeText(ExperimentCsv.times(table), directory.resolve(name + "-times.csv"));
        ReportWriter.writeText(ExperimentMarkdown.table(table), markdown());
        ReportWriter.writeText(ExperimentMarkdown.times(table), directory.resolve(name + "-times.md"));
        ReportWriter.writeExperiment(ExperimentJson.tree(table, new LinkedHashMap<>(facts)), page());
    }
}
