package io.rdrop.tools.cli;

import io.rdrop.codec.AvroSchemas;
import io.rdrop.config.JobConfigs;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Prints the Avro schema that a job's records have unless the configuration names another one. */
@Command(
        name = "schema",
        description = "Print the Avro schema that is derived from a job's configuration, for producers.",
        footer = {"", "Example:", "  rdrop schema --config job.yaml > example.avsc"},
        mixinStandardHelpOptions = true)
final class SchemaCommand implements Callable<Integer> {
    @Option(names = "--config", required = true, paramLabel = "FILE", description = "The job's YAML.")
    private Path config = Path.of("job.yaml");

    @Option(names = "--set", paramLabel = "KEY=VALUE", description = "Override a configuration key.")
    private List<String> overrides = new ArrayList<>();

    @Override
    public Integer call() {
        System.out.println(AvroSchemas.derived(JobConfigs.load(config, overrides)));
        return Main.DONE;
    }
}
