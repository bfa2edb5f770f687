package io.rdrop.learn.pool;

import io.rdrop.config.ModelConfig;
import io.rdrop.config.ReplayConfig;
import io.rdrop.config.ReplayType;
import io.rdrop.encode.FeatureStatistics;
import io.rdrop.engine.SequenceModel.Tagger;
import io.rdrop.engine.Sequences;
import io.rdrop.engine.UpdateResult;
import io.rdrop.example.Example;
import io.rdrop.example.Outliers;
import io.rdrop.example.SourcePosition;
import io.rdrop.example.StepReport;
import io.rdrop.example.TagOutputs;
import io.rdrop.example.TokenFeatures;
import io.rdrop.graph.Formula;
import io.rdrop.graph.Value;
import io.rdrop.learn.ReplayBuffer;
import io.rdrop.learn.network.MemberSpec;
import io.rdrop.learn.tagging.Sentence;
import io.rdrop.learn.tagging.WordTags;
import io.rdrop.objective.LossTerms;
import io.rdrop.state.StatePart;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A network of libtorch that tags sentences, the only member of its pool; the tags that a word had are its referee. A
 * token is the sum of the vectors of its hashes ({@link Sentence}), so that there is no vocabulary. Each micro-batch is
 * one update, together with sentences that are kept: a uniform sample of all. A sentence is predicted by itself, so
 * that its bits do not depend on others. What is given for it is {@link TagOutputs}. The network is watched over, and
 * taken back if it diverges.
 */
public final class TaggerPool implements ExamplePool {
    /** Logarithm of the vectors that hashes share, base 2. */
    static final int BITS = 15;

    private static final int VERSION = 1;
    private static final int PASSES = 2;
    private static final int UNKNOWN = -1;
    private static final float LEAST = 1e-15f;
    private static final SourcePosition NOWHERE = new SourcePosition("", 0, 0, 0);

    private final TransformerSpec spec;
    private final GuardedTagger guard;
    private final WordTags words;
    private final ReplayBuffer replay;
    private final LossWindow losses = new LossWindow(PoolMember.WINDOW);
    private final int tags;
    private final int mostTokens;
    private float[] probabilities = {};
    private int[] frequent = {};
    /** Sentences learned. */
    private long seen;
    /** What was predicted before it is learned, and the sum of -ln p of its tags. */
    private @Nullable List<Example> predicted;

    private double predictedLoss;

    /**
     * A pool that has learned nothing.
     *
     * @param model whether the network is guarded
     * @param networks makes networks of the settings of the specification, all with the same weights
     */
    public TaggerPool(TransformerSpec spec, ModelConfig model, Supplier<Tagger> networks, long seed) {
        this.spec = spec;
        tags = spec.settings().outputs();
        mostTokens = spec.settings().maxLength();
        guard = new GuardedTagger(spec, networks, model.guard(), model.gradientClip() == null);
        words = new WordTags(tags);
        replay = new ReplayBuffer(new ReplayConfig(ReplayType.RESERVOIR, spec.kept(), PASSES), seed);
    }

    @Override
    public int outputs() {
        return TagOutputs.width(mostTokens);
    }

    @Override
    public void predict(List<Example> examples, float[] into) {
        for (int i = 0; i < examples.size(); i++) {
            predict(features(examples.get(i)), new TagOutputs(into, i * outputs()));
        }
    }

    @Override
    public void score(List<Example> examples, float[] into) {
        predicted = examples;
        predictedLoss = 0;
        for (int i = 0; i < examples.size(); i++) {
            predictedLoss += predict(features(examples.get(i)), new TagOutputs(into, i * outputs()));
        }
    }

    @Override
    public void predictThenLearn(Example example, float[] into, Consumer<LossTerms> each) {
        List<Example> one = List.of(example);
        score(one, into);
        learn(one, each);
    }

    private static TokenFeatures features(Example example) {
        return (TokenFeatures) example.features();
    }

    private Sentence sentence(TokenFeatures features) {
        return Sentence.of(features.tokens(), Math.min(mostTokens, features.tokens().length));
    }

    /** Returns the sum of -ln p of the tags, as far as they are known. */
    private double predict(TokenFeatures features, TagOutputs into) {
        Sentence sentence = sentence(features);
        int tokens = sentence.length();
        if (frequent.length < tokens) {
            frequent = new int[2 * tokens];
            probabilities = new float[2 * tokens * tags];
        }
        words.frequent(sentence, frequent);
        guard.network()
                .predict(new Sequences(new int[] {tokens}, Sentence.KINDS, sentence.numbers(BITS)), probabilities);
        into.sizes(tokens, features.cut() + features.tokens().length - tokens);
        double loss = 0;
        for (int i = 0; i < tokens; i++) {
            int from = i * tags;
            int best = 0;
            for (int k = 1; k < tags; k++) {
                best = probabilities[from + k] > probabilities[from + best] ? k : best;
            }
            int truth = features.isTagged() ? features.tags()[i] : UNKNOWN;
            float ofTruth = truth == UNKNOWN ? 0 : probabilities[from + truth];
            into.token(i, best, probabilities[from + best], truth, ofTruth, frequent[i]);
            loss -= truth == UNKNOWN ? 0 : Math.log(Math.max(LEAST, ofTruth));
        }
        return loss;
    }

    @Override
    public boolean isScored(Example example) {
        return features(example).isTagged();
    }

    @Override
    public void learn(List<Example> examples, Consumer<LossTerms> each) {
        List<Example> learned = examples.stream().filter(this::isScored).toList();
        if (!learned.isEmpty()) {
            List<Example> all = new ArrayList<>(learned);
            all.addAll(
                    replay.draw(spec.replays() * learned.size(), guard.network().step()));
            TagBatch batch = TagBatch.of(
                    all.stream().map(example -> sentence(features(example))).toList(),
                    all.stream().map(example -> features(example).tags()).toList(),
                    learned.size());
            if (predicted == examples) {
                guard.judge(batch, predictedLoss);
            }
            UpdateResult result = guard.update(batch);
            if (result.applied()) {
                losses.addLoss(result.crossEntropy());
                each.accept(new LossTerms(PASSES * result.crossEntropy(), result.klDivergence(), result.loss()));
            }
        }
        predicted = null;
        for (Example example : learned) {
            TokenFeatures features = features(example);
            words.learn(sentence(features), features.tags());
            replay.add(new Example(NOWHERE, "", Example.DEFAULT_MODEL, 0, features, 0));
            seen++;
        }
    }

    /** Sentences are of any length: no graph has that yet. */
    @Override
    public Optional<Value> predict(Formula formula) {
        return Optional.empty();
    }

    @Override
    public List<Outliers> outliers() {
        return List.of();
    }

    /** There is nothing to know of tokens but their hashes. */
    @Override
    public FeatureStatistics features() {
        return FeatureStatistics.none(Map.of("tokens", "hashes of words, affixes and shapes"));
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
        return words.bytes() + replay.bytes();
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
                new StatePart(
                        "pool-member-" + spec.name(),
                        VERSION,
                        out -> {
                            losses.save(out);
                            guard.network().save(out);
                        },
                        (in, version) -> {
                            losses.restore(in);
                            guard.network().restore(in);
                        }),
                new StatePart("pool-words", VERSION, words::save, (in, version) -> words.restore(in)),
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
    public List<StatePart> course() {
        return List.of(guard.state());
    }

    @Override
    public long divergences() {
        return guard.divergences();
    }

    @Override
    public void close() {
        guard.close();
    }
}
