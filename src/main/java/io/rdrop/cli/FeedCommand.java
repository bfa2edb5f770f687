package io.rdrop.cli;

import io.rdrop.config.ConfigException;
import io.rdrop.config.FeatureConfig;
import io.rdrop.config.JobConfigs;
import io.rdrop.feed.DataFile;
import io.rdrop.feed.DataRecords;
import io.rdrop.feed.EnvelopeColumns;
import io.rdrop.feed.FeedResult;
import io.rdrop.feed.Feeder;
import io.rdrop.feed.FileInspector;
import io.rdrop.feed.Inspection;
import io.rdrop.feed.JobYaml;
import io.rdrop.feed.RecordEncoder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Sends a data file's records to any Kafka. */
@Command(
        name = "feed",
        description = "Send a data file (CSV, TSV, JSON lines, each also .gz) as records to a Kafka topic, in file order.",
        footer = {
            "",
            "Examples:",
            "  rdrop feed --data electricity.csv.gz --label class --bootstrap localhost:9092 --topic examples",
            "  rdrop feed --data electricity.csv.gz --label class --bootstrap localhost:9092 --topic examples --rate 500 --loop"
        },
        mixinStandardHelpOptions = true)
final class FeedCommand implements Callable<Integer> {
    @Option(names = "--data", required = true, paramLabel = "FILE", description = "The data file.")
    private Path data = Path.of("");

    @Option(names = "--bootstrap", required = true, paramLabel = "HOST:PORT", description = "The Kafka to send to.")
    private String bootstrap = "";

    @Option(names = "--topic", required = true, paramLabel = "T", description = "The topic to send to (its partition 0: one order).")
    private String topic = "";

    @Option(
            names = "--label",
            defaultValue = "label",
            paramLabel = "COLUMN",
            description = "The label column (default: ${DEFAULT-VALUE}).")
    private String label = "label";

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "The job's YAML: sends its features under its label column, instead of a look at the data.")
    private @Nullable Path config;

    @Option(names = "--rate", paramLabel = "N", description = "Records per second (default: as fast as Kafka takes them).")
    private double rate;

    @Option(names = "--loop", description = "Start again at the end of the file, until Ctrl-C.")
    private boolean loop;

    @Option(names = "--property", paramLabel = "KEY=VALUE", description = "Property of the Kafka client (security, say).")
    private Map<String, String> properties = new HashMap<>();

    @Override
    public Integer call() throws Exception {
        if (rate < 0) {
            throw new ConfigException("--rate must be >= 0 but was " + rate);
        }
        DataFile file = DataFile.of(data);
        EnvelopeColumns envelope = EnvelopeColumns.NONE;
        List<FeatureConfig> features;
        List<String> columns;
        if (config == null) {
            Inspection inspection = FileInspector.inspect(file, label, envelope);
            System.out.print(inspection.describe());
            features = JobConfigs.parse(JobYaml.of(inspection, data.toString()), "the inferred job", List.of())
                    .features();
            columns = inspection.columns();
        } else {
            var job = JobConfigs.load(config, new ArrayList<>());
            features = job.features();
            label = job.label().column();
            columns = file.columns();
        }
        return send(new DataRecords(file, new RecordEncoder(columns, features, label, envelope)));
    }

    private int send(DataRecords records) throws Exception {
        return Main.DONE;
    }
}
