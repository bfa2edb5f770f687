package io.rdrop.learn.pool;

import io.rdrop.config.JobConfig;
import io.rdrop.config.TaskType;
import io.rdrop.engine.SequenceSettings;
import io.rdrop.learn.network.MemberSpec;
import io.rdrop.learn.tagging.Sentence;
import org.jspecify.annotations.Nullable;

/**
 * A network that writes texts, tags, or predicts the next byte, and what it learns by.
 *
 * @param settings sizes; the vocabulary is the most subwords that there may be
 * @param vocabularyExamples that subwords are learned from, unless there is a tokenizer
 * @param tokenizer the file that they are read from; null if they are learned
 * @param kept examples that may be learned again
 * @param replays of them, learned with each new one
 * @param writeEvery of so many examples one is written before it is learned
 * @param areSummaries whether the referee is the first sentence of a source, and not the source
 */
public record TransformerSpec(
        String name,
        SequenceSettings settings,
        double rate,
        double alpha,
        int vocabularyExamples,
        @Nullable String tokenizer,
        int kept,
        int replays,
        int writeEvery,
        boolean areSummaries)
        implements MemberSpec {
    private static final String NAME = "transformer";

    /** What a job has. */
    public static TransformerSpec of(JobConfig config) {
        return new TransformerSpec(
                NAME,
                settings(config),
                config.model().updater().stepSize(),
                config.rDrop().alpha(),
                config.transformer().vocabularyExamples(),
                config.transformer().tokenizer(),
                config.transformer().kept(),
                config.transformer().replays(),
                config.transformer().writeEvery(),
                config.task() == TaskType.SUMMARIZATION);
    }

    /** What a job of sequence tagging has: of each token the hashes of a {@link Sentence}, and a tag. */
    public static TransformerSpec tagger(JobConfig config) {
        SequenceSettings settings = new SequenceSettings(
                SequenceSettings.Kind.TRANSFORMER,
                (1 << TaggerPool.BITS) + 1,
                config.label().classes().size(),
                Sentence.KINDS,
                config.transformer().width(),
                config.transformer().layers(),
                config.transformer().heads(),
                config.sequence().maxLength(),
                config.model().dropout());
        return new TransformerSpec(
                NAME,
                settings,
                config.model().updater().stepSize(),
                config.rDrop().alpha(),
                0,
                null,
                config.transformer().kept(),
                config.transformer().replays(),
                1,
                false);
    }

    /** What a job of a language model has: of each byte its number, and the next one. Its sequences are windows. */
    public static TransformerSpec languageModel(JobConfig config) {
        boolean isTransformer = config.isEncoder();
        SequenceSettings settings = new SequenceSettings(
                isTransformer ? SequenceSettings.Kind.TRANSFORMER : SequenceSettings.Kind.LSTM,
                WindowBatch.BYTES,
                WindowBatch.BYTES,
                1,
                isTransformer ? config.transformer().width() : config.model().recurrentUnits(),
                isTransformer ? config.transformer().layers() : 1,
                isTransformer ? config.transformer().heads() : 1,
                config.sequence().maxLength(),
                config.model().dropout());
        return new TransformerSpec(
                isTransformer ? NAME : "lstm",
                settings,
                config.model().updater().stepSize(),
                config.rDrop().alpha(),
                0,
                null,
                config.transformer().kept(),
                config.transformer().replays(),
                1,
                false);
    }

    private static SequenceSettings settings(JobConfig config) {
        return new SequenceSettings(
                SequenceSettings.Kind.TRANSFORMER,
                config.transformer().vocabulary(),
                config.transformer().vocabulary(),
                1,
                config.transformer().width(),
                config.transformer().layers(),
                config.transformer().heads(),
                config.sequence().maxLength(),
                config.model().dropout());
    }

    @Override
    public double dropout() {
        return settings.dropout();
    }

    @Override
    public TransformerSpec withDropout(double share, double weight) {
        SequenceSettings changed = new SequenceSettings(
                settings.kind(),
                settings.vocabulary(),
                settings.outputs(),
                settings.features(),
                settings.width(),
                settings.layers(),
                settings.heads(),
                settings.maxLength(),
                share);
        return new TransformerSpec(
                name, changed, rate, weight, vocabularyExamples, tokenizer, kept, replays, writeEvery, areSummaries);
    }

    @Override
    public TransformerSpec withRate(double stepSize) {
        return new TransformerSpec(
                name,
                settings,
                stepSize,
                alpha,
                vocabularyExamples,
                tokenizer,
                kept,
                replays,
                writeEvery,
                areSummaries);
    }

    @Override
    public TransformerSpec named(String other) {
        return new TransformerSpec(
                other, settings, rate, alpha, vocabularyExamples, tokenizer, kept, replays, writeEvery, areSummaries);
    }
}
