package io.rdrop.sql;

import io.rdrop.job.FlinkRegistryStorage;
import io.rdrop.registry.ModelRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Set;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;
import org.apache.flink.configuration.ReadableConfig;
import org.apache.flink.table.api.ValidationException;
import org.apache.flink.table.catalog.ResolvedCatalogModel;
import org.apache.flink.table.factories.FactoryUtil;
import org.apache.flink.table.factories.ModelProviderFactory;
import org.apache.flink.table.ml.ModelProvider;

/**
 * Models of a registry for Flink SQL, {@code CREATE MODEL ... WITH ('provider' = 'rdrop', ...)}; found by
 * ServiceLoader. The declared columns are held against the version when a statement is planned, and against each newer
 * one when it is taken.
 */
public final class RdropModelFactory implements ModelProviderFactory {
    static final String IDENTIFIER = "rdrop";

    static final ConfigOption<String> REGISTRY = ConfigOptions.key("registry")
            .stringType()
            .noDefaultValue()
            .withDescription("Directory of the registry: an absolute path, or any URI of a Flink file system.");

    static final ConfigOption<String> MODEL =
            ConfigOptions.key("model").stringType().defaultValue("default").withDescription("Model key.");

    static final ConfigOption<String> VERSION = ConfigOptions.key("version")
            .stringType()
            .defaultValue(VersionChoice.LATEST)
            .withDescription("`latest`, which is followed, or the number of a version.");

    static final ConfigOption<Duration> REFRESH_INTERVAL = ConfigOptions.key("refresh-interval")
            .durationType()
            .defaultValue(Duration.ofSeconds(2))
            .withDescription("How often `latest` is asked for.");

    static final ConfigOption<OnRefused> ON_REFUSED = ConfigOptions.key("on-refused")
            .enumType(OnRefused.class)
            .defaultValue(OnRefused.NULL)
            .withDescription("What a row that cannot be predicted gives: NULL in all outputs, or the job's failure.");

    @Override
    public String factoryIdentifier() {
        return IDENTIFIER;
    }

    @Override
    public Set<ConfigOption<?>> requiredOptions() {
        return Set.of(REGISTRY);
    }

    @Override
    public Set<ConfigOption<?>> optionalOptions() {
        return Set.of(MODEL, VERSION, REFRESH_INTERVAL, ON_REFUSED);
    }

    @Override
    public ModelProvider createModelProvider(Context context) {
        FactoryUtil.ModelProviderFactoryHelper helper = FactoryUtil.createModelProviderFactoryHelper(this, context);
        helper.validate();
        ReadableConfig options = helper.getOptions();
        ResolvedCatalogModel declared = context.getCatalogModel();
        RowPredictFunction function = new RowPredictFunction(
                directory(options.get(REGISTRY)),
                options.get(MODEL),
                VersionChoice.parse(options.get(VERSION)),
                interval(options.get(REFRESH_INTERVAL)),
                options.get(ON_REFUSED),
                Field.of(declared.getResolvedInputSchema()),
                Field.of(declared.getResolvedOutputSchema()));
        function.validate();
        return new RdropModelProvider(function);
    }

    private static String directory(String registry) {
        if (registry.indexOf(":/") < 0 && !Path.of(registry).isAbsolute()) {
            throw new ValidationException(
                    "'registry' must be an absolute path or a URI, since tasks run elsewhere, but was " + registry);
        }
        return registry;
    }

    private static Duration interval(Duration interval) {
        if (interval.isZero() || interval.isNegative()) {
            throw new ValidationException("'refresh-interval' must be > 0 but was " + interval);
        }
        return interval;
    }

    /** A registry as a model's options name it. */
    static ModelRegistry registry(String directory) throws IOException {
        return new ModelRegistry(FlinkRegistryStorage.of(directory), Clock.systemUTC());
    }
}
