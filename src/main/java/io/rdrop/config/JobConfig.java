package io.rdrop.config;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The whole job.
 *
 * @param name of the Flink job; also prefixes transactional ids, so give each job on a Kafka cluster its own
 * @param seed of weights and dropout masks
 * @param parallelism of the Flink job
 * @param kafka connection
 * @param topics names
 * @param input reading
 * @param features columns in order
 * @param label classes
 * @param encoding columns to numbers
 * @param microBatch when one closes
 * @param model network
 * @param rDrop objective
 * @param evaluation referee
 * @param registry snapshots
 * @param checkpoint state
 * @param metrics endpoint
 */
public record JobConfig(
        @Setting(
                value =
                        "Name of the job; also the prefix of its Kafka transactions, so two jobs on one Kafka need two names.",
                byDefault = "rdrop")
        String name,

        @Setting(value = "Seed of initial weights and dropout masks.", byDefault = "42")
        long seed,

        @Setting(value = "Subtasks, 1..128; model keys are spread over them.", byDefault = "1")
        int parallelism,

        @Setting("The connection to Kafka.") KafkaConfig kafka,

        @Setting("Topic names.") TopicsConfig topics,

        @Setting("How the input is read.") InputConfig input,

        @Setting("Input columns, in the order that array records use.")
        List<FeatureConfig> features,

        @Setting("What is predicted.") LabelConfig label,

        @Setting("How columns become numbers.") EncodingConfig encoding,

        @Setting("When a micro-batch closes.") MicroBatchConfig microBatch,

        @Setting("The network.") ModelConfig model,

        @Setting("The R-Drop objective.") RDropConfig rDrop,

        @Setting("How the model is refereed.") EvaluationConfig evaluation,

        @Setting("The model registry.") RegistryConfig registry,

        @Setting("Checkpoints of the whole training state.") CheckpointConfig checkpoint,

        @Setting("The /metrics endpoint of each TaskManager.")
        MetricsConfig metrics) {
    /** Key groups of the job's state: more subtasks would have nothing to do, and changing it would lose every savepoint. */
    public static final int MAX_PARALLELISM = 128;

    public JobConfig {
        features = List.copyOf(features);
        if (name.isBlank()) {
            throw new ConfigException("name must not be blank");
        }
        Check.within("parallelism", parallelism, 1, MAX_PARALLELISM);
        if (features.isEmpty()) {
            throw new ConfigException("features must name at least one column");
        }
        Set<String> names = new HashSet<>();
        for (FeatureConfig feature : features) {
            if (!names.add(feature.name())) {
                throw new ConfigException(
                        "features must have distinct names but " + feature.name() + " is given twice");
            }
        }
        if (model.type() == ModelType.MLP
                && !rDrop.dropoutRates().isEmpty()
                && model.inputDropout() == 0
                && (model.dropout() == 0 || model.hidden().isEmpty())) {
            throw new ConfigException(
                    "r-drop.dropout-rates replaces the rates of dropouts that the network has, and it has"
                            + " none; set model.dropout > 0 (with hidden layers) or model.input-dropout > 0, or r-drop.dropout-rates: []");
        }
        if (model.type() == ModelType.MLP && rDrop.alpha() > 0 && model.dropout() == 0 && model.inputDropout() == 0) {
            throw new ConfigException(
                    "r-drop.alpha must be 0 for a network without dropout (its passes are identical and their"
                            + " KL divergence is always 0) but was " + rDrop.alpha()
                            + "; set model.dropout > 0, or r-drop.alpha: 0");
        }
        if (model.type() == ModelType.MLP
                && model.dropout() > 0
                && model.hidden().isEmpty()
                && model.inputDropout() == 0
                && rDrop.alpha() > 0) {
            throw new ConfigException(
                    "model.dropout has no hidden layer to act on (model.hidden is []); set model.input-dropout"
                            + " > 0, or r-drop.alpha: 0");
        }
    }
}
