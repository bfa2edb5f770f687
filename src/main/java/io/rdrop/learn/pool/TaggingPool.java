package io.rdrop.learn.pool;

import io.rdrop.config.PoolConfig;
import io.rdrop.config.ReplayConfig;
import io.rdrop.config.ReplayType;
import io.rdrop.encode.FeatureStatistics;
import io.rdrop.example.Example;
import io.rdrop.example.Outliers;
import io.rdrop.example.SourcePosition;
import io.rdrop.example.StepReport;
import io.rdrop.example.TagOutputs;
import io.rdrop.example.TokenFeatures;
import io.rdrop.graph.Formula;
import io.rdrop.graph.Value;
import io.rdrop.learn.CounterRandom;
import io.rdrop.learn.ReplayBuffer;
import io.rdrop.learn.mix.FixedShare;
import io.rdrop.learn.mix.Heirs;
import io.rdrop.learn.mix.LogMixture;
import io.rdrop.learn.network.MemberSpec;
import io.rdrop.learn.network.TextNetworkSpec;
import io.rdrop.learn.tagging.Sentence;
import io.rdrop.learn.tagging.SentenceNetwork;
import io.rdrop.learn.tagging.SentenceNetworkSpec;
import io.rdrop.learn.tagging.TermTagger;
import io.rdrop.learn.tagging.WordTags;
import io.rdrop.objective.LossTerms;
import io.rdrop.state.StateCopy;
import io.rdrop.state.StatePart;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A pool for sequence tagging: a sentence is predicted whole, by every member, and their probabilities are mixed token
 * by token; then it is learned, and with it sentences of before. What is given for a sentence is {@link TagOutputs}.
 */
public final class TaggingPool implements ExamplePool {
    private static final int VERSION = 1;
    private static final double AUDIT_SHARE = 0.001;
    /** Sentences that are kept to be learned again: a uniform sample of all. */
    private static final int KEPT = 8192;

    private static final int UNKNOWN = -1;
    private static final SourcePosition NOWHERE = new SourcePosition("", 0, 0, 0);

    private final TaggingPoolSpec spec;
    private final int mostTokens;
    private final List<MemberSpec> networks;
    private final List<TagMember> members = new ArrayList<>();
    private final WordTags words;
    private final LogMixture mixture;
    private final FixedShare audit;
    private final ReplayBuffer replay;
    private final int withRDrop;
    private final long networkBytes;
    /** [members][tags] of a token. */
    private final float[][] said;

    private final float[] mixed;
    private int[] frequent = {};
    private long sentences;

    /**
     * @param tags at least 2
     * @param mostTokens of a sentence; what is behind them is not looked at
     */
    public TaggingPool(TaggingPoolSpec spec, int tags, int mostTokens, long seed) {
        this(spec, tags, mostTokens, seed, PoolConfig.standard().share());
    }

    /** The same, whose weights go back to equal ones by a share before each tag. */
    public TaggingPool(TaggingPoolSpec spec, int tags, int mostTokens, long seed, double share) {
        this.spec = spec;
        this.mostTokens = mostTokens;
        networks = spec.networks();
        for (SentenceNetworkSpec network : spec.recurrent()) {
            members.add(new TagMember(
                    network.name(), new SentenceNetwork(network, tags, seed(seed, members.size())), tags));
        }
        for (TextNetworkSpec network : spec.windowed()) {
            members.add(new TagMember(network.name(), new TermTagger(network, tags, seed(seed, members.size())), tags));
        }
        words = new WordTags(tags);
        if (spec.words()) {
            members.add(new TagMember("words", words, tags));
        }
        mixture = new LogMixture(members.size(), tags, share);
        audit = new FixedShare(members.size(), AUDIT_SHARE);
        replay = new ReplayBuffer(new ReplayConfig(ReplayType.RESERVOIR, KEPT, 2), seed);
        said = new float[members.size()][];
        mixed = new float[tags];
        int first = -1;
        for (int i = networks.size() - 1; i >= 0; i--) {
            first = networks.get(i).alpha() > 0 ? i : first;
        }
        withRDrop = first;
        networkBytes = members.stream().mapToLong(TagMember::bytes).sum();
    }

    private static long seed(long seed, int member) {
        return CounterRandom.bits(seed, member, 0);
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
    public void learn(List<Example> examples, Consumer<LossTerms> each) {
        for (Example example : examples) {
            TokenFeatures features = features(example);
            if (features.isTagged()) {
                Sentence sentence = sentence(features);
                members.forEach(member -> member.predict(sentence));
                learn(features, sentence, each);
            }
        }
    }

    /** The sentence is predicted whole before any of it is learned. */
    @Override
    public void predictThenLearn(Example example, float[] into, Consumer<LossTerms> each) {
        TokenFeatures features = features(example);
        Sentence sentence = predict(features, new TagOutputs(into, 0));
        if (features.isTagged()) {
            learn(features, sentence, each);
        }
    }

    private static TokenFeatures features(Example example) {
        return (TokenFeatures) example.features();
    }

    private Sentence sentence(TokenFeatures features) {
        return Sentence.of(features.tokens(), Math.min(mostTokens, features.tokens().length));
    }

    private Sentence predict(TokenFeatures features, TagOutputs into) {
        Sentence sentence = sentence(features);
        int tokens = sentence.length();
        members.forEach(member -> member.predict(sentence));
        if (frequent.length < tokens) {
            frequent = new int[2 * tokens];
        }
        words.frequent(sentence, frequent);
        into.sizes(tokens, features.cut() + features.tokens().length - tokens);
        for (int i = 0; i < tokens; i++) {
            mix(i);
            int best = 0;
            for (int k = 1; k < mixed.length; k++) {
                best = mixed[k] > mixed[best] ? k : best;
            }
            int truth = features.isTagged() ? features.tags()[i] : UNKNOWN;
            into.token(i, best, mixed[best], truth, truth == UNKNOWN ? 0 : mixed[truth], frequent[i]);
        }
        return sentence;
    }

    private void mix(int token) {
        for (int m = 0; m < said.length; m++) {
            said[m] = members.get(m).prediction(token);
        }
        if (said.length == 1) {
            System.arraycopy(said[0], 0, mixed, 0, mixed.length); // there is nothing to mix
        } else {
            mixture.mix(said, mixed);
        }
    }

    /** Learns a sentence that the members have just predicted. */
    private void learn(TokenFeatures features, Sentence sentence, Consumer<LossTerms> each) {
        int[] tags = features.tags();
        for (int i = 0; i < sentence.length(); i++) {
            mix(i);
            if (said.length > 1) {
                mixture.learn(tags[i]);
            }
            audit.learn(said, tags[i]);
        }
        members.forEach(member -> member.learn(sentence, tags));
        if (!spec.words()) {
            words.learn(sentence, tags); // the referee learns all the same
        }
        LossTerms terms = withRDrop < 0 ? null : members.get(withRDrop).terms();
        if (terms != null) {
            each.accept(terms);
        }
        for (Example earlier : replay.draw(spec.replays(), sentences)) {
            TokenFeatures again = features(earlier);
            Sentence before = sentence(again);
            for (int i = 0; i < networks.size(); i++) {
                members.get(i).learnAgain(before, again.tags());
            }
        }
        replay.add(new Example(NOWHERE, "", Example.DEFAULT_MODEL, 0, features, 0));
        sentences++;
    }

    /** Only a sentence with tags can be scored. */
    @Override
    public boolean isScored(Example example) {
        return features(example).isTagged();
    }

    /** Sentences are of any length, and networks over them go from token to token: no graph has that yet. */
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
        return withRDrop < 0 ? Optional.empty() : Optional.of(networks.get(withRDrop));
    }

    @Override
    public long parameters() {
        return members.stream().mapToLong(TagMember::parameters).sum();
    }

    @Override
    public long networkBytes() {
        return networkBytes;
    }

    @Override
    public long heldBytes() {
        return members.stream().mapToLong(TagMember::bytes).sum()
                + (spec.words() ? 0 : words.bytes())
                + replay.bytes()
                - networkBytes;
    }

    @Override
    public int kept() {
        return replay.size();
    }

    @Override
    public Map<String, Object> describe() {
        return PoolDescription.of(
                features(), networks, members().stream().map(MemberScore::name).toList());
    }

    /** How the members did lately, networks first. */
    public List<MemberScore> members() {
        List<MemberScore> scores = new ArrayList<>();
        for (int i = 0; i < members.size(); i++) {
            scores.add(members.get(i).score(members.size() == 1 ? 1 : mixture.weight(i)));
        }
        return scores;
    }

    @Override
    public StepReport.Pool report() {
        return PoolReport.of(
                members(),
                i -> i < networks.size() && networks.get(i).alpha() > 0,
                RDropWorth.of(networks, members()),
                audit);
    }

    @Override
    public void follow(ExamplePool before) throws IOException {
        TaggingPool other = (TaggingPool) before;
        int[] places = Succession.of(names(other.members), other.networks, names(members), networks);
        for (int i = 0; i < places.length; i++) {
            if (places[i] != Heirs.NEW) {
                StateCopy.of(other.members.get(places[i])::save, members.get(i)::restore);
            }
        }
        StateCopy.of(other.words::save, words::restore); // a member or not, it has learned all sentences
        mixture.follow(other.mixture, places);
        if (Succession.isNone(places, other.members.size())) {
            StateCopy.of(other.audit::save, audit::restore);
        }
        StateCopy.of(other::saveReplay, this::restoreReplay);
    }

    private static List<String> names(List<TagMember> members) {
        return members.stream().map(TagMember::name).toList();
    }

    @Override
    public List<StatePart> state() {
        List<StatePart> parts = new ArrayList<>();
        for (TagMember member : members) {
            parts.add(new StatePart(
                    "pool-member-" + member.name(), VERSION, member::save, (in, version) -> member.restore(in)));
        }
        if (!spec.words()) {
            parts.add(new StatePart("pool-words", VERSION, words::save, (in, version) -> words.restore(in)));
        }
        parts.add(new StatePart("pool-mixture", VERSION, mixture::save, (in, version) -> mixture.restore(in)));
        parts.add(new StatePart("pool-audit", VERSION, audit::save, (in, version) -> audit.restore(in)));
        parts.add(new StatePart("pool-replay", VERSION, this::saveReplay, (in, version) -> restoreReplay(in)));
        return parts;
    }

    private void saveReplay(DataOutput out) throws IOException {
        out.writeLong(sentences);
        replay.save(out);
    }

    private void restoreReplay(DataInput in) throws IOException {
        sentences = in.readLong();
        replay.restore(in);
    }
}
