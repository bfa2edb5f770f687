package io.rdrop.learn.pool;

import io.rdrop.config.ModelConfig;
import io.rdrop.config.ReplayConfig;
import io.rdrop.config.ReplayType;
import io.rdrop.encode.FeatureStatistics;
import io.rdrop.engine.SequenceModel.Translator;
import io.rdrop.engine.Tokenizer;
import io.rdrop.engine.UpdateResult;
import io.rdrop.example.Example;
import io.rdrop.example.Outliers;
import io.rdrop.example.PairFeatures;
import io.rdrop.example.SourcePosition;
import io.rdrop.example.StepReport;
import io.rdrop.example.TextCounts;
import io.rdrop.example.TextOutputs;
import io.rdrop.graph.Formula;
import io.rdrop.graph.Value;
import io.rdrop.learn.ReplayBuffer;
import io.rdrop.learn.TextSearch;
import io.rdrop.learn.network.MemberSpec;
import io.rdrop.objective.LossTerms;
import io.rdrop.state.StatePart;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * A network that writes a text for a source, the only member of its pool. Subwords are those of a file, or learned from
 * the examples that are kept when enough came, and stay; before, nothing else is learned and nothing is written. Then
 * each micro-batch is one update, together with examples that are kept: a uniform sample of all. What is given for a
 * source is {@link TextOutputs}. The network is watched over, and taken back if it diverges.
 */
public final class TransformerPool implements ExamplePool {
    private static final int VERSION = 1;
    private static final int PASSES = 2;
    private static final SourcePosition NOWHERE = new SourcePosition("", 0, 0, 0);

    private final TransformerSpec spec;
    private final GuardedTranslator guard;
    private final ReplayBuffer replay;
    private final LossWindow losses = new LossWindow(PoolMember.WINDOW);
    private final WrittenTexts written;
    private final PoolSubwords subwords;
    /** Examples learned. */
    private long seen;
    /** Subwords of the longest target learned, the limit of what is written. */
    private int longestTarget;
    /** What was predicted before it is learned, and the sum of -ln p of the tokens of its targets. */
    private List<Example> predicted = List.of();

    private double predictedLoss;

    /** A network that its guard may take back: how it is made, and what is watched. */
    public record Networks(Supplier<Translator> of, boolean guards, boolean shortens) {
        /**
         * As a job has them.
         *
         * @param of makes networks of the settings of the specification, all with the same weights
         */
        public static Networks of(ModelConfig model, Supplier<Translator> of) {
            return new Networks(of, model.guard(), model.gradientClip() == null);
        }
    }

    /** A pool that has learned nothing. */
    public TransformerPool(TransformerSpec spec, Networks networks, long seed) {
        this.spec = spec;
        guard = new GuardedTranslator(spec, networks.of(), networks.guards(), networks.shortens());
        replay = new ReplayBuffer(new ReplayConfig(ReplayType.RESERVOIR, spec.kept(), PASSES), seed);
        written = new WrittenTexts(spec);
        subwords = new PoolSubwords(spec);
    }

    @Override
    public int outputs() {
        return written.outputs();
    }

    /** Every source is written for. */
    @Override
    public void predict(List<Example> examples, float[] into) {
        predict(examples, TextSearch.GREEDY, into);
    }

    @Override
    public void predict(List<Example> examples, TextSearch search, float[] into) {
        written.write(examples, subwords.get(), longestTarget, i -> true, search, guard.network(), into);
    }

    /** Only every so many-th source is written for, since that takes much longer than all else. */
    @Override
    public void score(List<Example> examples, float[] into) {
        written.write(
                examples,
                subwords.get(),
                longestTarget,
                i -> (seen + i) % spec.writeEvery() == 0,
                TextSearch.GREEDY,
                guard.network(),
                into);
        predicted = examples;
        predictedLoss = 0;
        for (int i = 0; i < examples.size(); i++) {
            predictedLoss += new TextOutputs(into, i * outputs()).count(TextCounts.LOSS);
        }
    }

    @Override
    public void predictThenLearn(Example example, float[] into, Consumer<LossTerms> each) {
        List<Example> one = List.of(example);
        score(one, into);
        learn(one, each);
    }

    @Override
    public boolean isScored(Example example) {
        return features(example).target() != null;
    }

    static PairFeatures features(Example example) {
        return (PairFeatures) example.features();
    }

    @Override
    public void learn(List<Example> examples, Consumer<LossTerms> each) {
        List<Example> learned = examples.stream().filter(this::isScored).toList();
        Tokenizer known = subwords.get();
        if (known != null && !learned.isEmpty()) {
            List<Example> batch = new ArrayList<>(learned);
            batch.addAll(
                    replay.draw(spec.replays() * learned.size(), guard.network().step()));
            PairBatch pairs = new PairBatch(spec.settings().maxLength(), learned.size());
            for (Example example : batch) {
                PairFeatures pair = features(example);
                pairs.add(known.encode(pair.source()), known.encode(String.valueOf(pair.target())));
            }
            if (predicted == examples) {
                guard.judge(pairs, predictedLoss);
            }
            update(pairs, each);
        }
        predicted = List.of();
        for (Example example : learned) {
            replay.add(new Example(NOWHERE, "", Example.DEFAULT_MODEL, 0, features(example), 0));
            seen++;
            if (subwords.areDue(seen)) {
                learnSubwords();
            }
        }
    }

    private void update(PairBatch pairs, Consumer<LossTerms> each) {
        longestTarget = Math.max(longestTarget, pairs.allTargets().longest());
        UpdateResult result = guard.update(pairs);
        if (result.applied()) {
            losses.addLoss(result.crossEntropy());
            each.accept(new LossTerms(PASSES * result.crossEntropy(), result.klDivergence(), result.loss()));
        }
    }

    private void learnSubwords() {
        List<String> texts = new ArrayList<>();
        for (Example example : replay.all()) {
            texts.add(features(example).source());
            texts.add(String.valueOf(features(example).target()));
        }
        subwords.learn(texts);
    }

    /** A text is written subword by subword: no graph does that. */
    @Override
    public Optional<Value> predict(Formula formula) {
        return Optional.empty();
    }

    @Override
    public List<Outliers> outliers() {
        return List.of();
    }

    @Override
    public FeatureStatistics features() {
        return FeatureStatistics.none(Map.of("subwords", subwords.describe()));
    }

    @Override
    public Optional<MemberSpec> rDrop() {
        return Optional.of(spec.withRate(spec.rate() * guard.rateFactor()));
    }

    @Override
    public long parameters() {
        return guard.network().parameters();
    }

    @Override
    public long networkBytes() {
        return GuardedSequences.BYTES_PER_PARAMETER * parameters();
    }

    @Override
    public long heldBytes() {
        return replay.bytes() + subwords.fileBytes();
    }

    @Override
    public int kept() {
        return replay.size();
    }

    @Override
    public Map<String, Object> describe() {
        return PoolDescription.of(features(), List.of(spec), List.of(spec.name()));
    }

    @Override
    public StepReport.Pool report() {
        return new StepReport.Pool(
                List.of(new StepReport.Member(spec.name(), spec.alpha() > 0, 1, losses.mean(), 0)), List.of(), 0, 0);
    }

    @Override
    public List<StatePart> state() {
        return List.of(
                subwords.state(),
                new StatePart(
                        "pool-member-" + spec.name(),
                        VERSION,
                        out -> {
                            out.writeInt(longestTarget);
                            losses.save(out);
                            guard.network().save(out);
                        },
                        (in, version) -> {
                            longestTarget = in.readInt();
                            losses.restore(in);
                            guard.network().restore(in);
                        }),
                new StatePart(
                        "pool-replay",
                        VERSION,
                        out -> {
                            out.writeLong(seen);
                            replay.save(out);
                        },
                        (in, version) -> {
                            seen = in.readLong();
                            replay.restore(in);
                        }));
    }

    @Override
    public List<StatePart> given() {
        return subwords.areGiven() ? List.of(subwords.state()) : List.of();
    }

    @Override
    public List<StatePart> course() {
        return List.of(guard.state());
    }

    @Override
    public long divergences() {
        return guard.divergences();
    }

    @Override
    public void close() {
        subwords.close();
        guard.close();
    }
}
