package io.rdrop.learn.pool;

import io.rdrop.encode.FeatureStatistics;
import io.rdrop.encode.TermEncoder;
import io.rdrop.example.Example;
import io.rdrop.graph.Formula;
import io.rdrop.graph.InputValues;
import io.rdrop.learn.CounterRandom;
import io.rdrop.learn.companion.LabelFrequencies;
import io.rdrop.learn.companion.LabelTransitions;
import io.rdrop.learn.companion.NaiveBayes;
import io.rdrop.learn.companion.TextNeighbours;
import io.rdrop.learn.network.MemberSpec;
import io.rdrop.learn.network.TextNetwork;
import io.rdrop.learn.network.TextNetworkSpec;
import io.rdrop.learn.table.RowGraph;
import io.rdrop.learn.table.RowLearner;
import io.rdrop.learn.text.TextGraph;
import io.rdrop.learn.text.TextInputs;
import io.rdrop.state.StateCopy;
import io.rdrop.state.StatePart;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Of a pool for texts. */
final class TextParts implements PoolParts {
    private static final int VERSION = 1;

    private final TextPoolSpec spec;
    private final TermEncoder terms;
    private final TextInputs row;
    private final int classes;
    private final List<PoolMember<?>> members = new ArrayList<>();

    TextParts(TextPoolSpec spec, TermEncoder terms, int classes, long seed) {
        this.spec = spec;
        this.terms = terms;
        this.classes = classes;
        row = new TextInputs(terms);
        for (TextNetworkSpec network : spec.networks()) {
            add(network.name(), new TextNetwork(network, classes, CounterRandom.bits(seed, members.size(), 0)));
        }
        if (spec.referees()) {
            add("frequencies", new LabelFrequencies(classes));
            if (spec.immediate()) {
                add("transitions", new LabelTransitions(classes));
            }
        }
        if (spec.companions()) {
            add("naive-bayes", new NaiveBayes(classes, false));
            add("naive-bayes-characters", new NaiveBayes(classes, true));
            add("neighbours", new TextNeighbours(classes));
        }
    }

    private void add(String name, RowLearner<? super TextInputs> learner) {
        members.add(new PoolMember<>(name, learner, List.of(row), classes));
    }

    @Override
    public FeatureStatistics features() {
        return terms;
    }

    @Override
    public void encode(Example example) {
        row.encode(example);
    }

    @Override
    public RowGraph graph(Formula formula) {
        return row.graph(formula);
    }

    @Override
    public List<InputValues> graphInputs(List<Example> examples) {
        return TextGraph.inputs(terms, examples);
    }

    @Override
    public void admit() {
        row.admit();
    }

    @Override
    public void learned(Example example) {
        row.observe((int) example.target());
    }

    @Override
    public void observe(Example example) {
        // is known already: rows of terms are given to one text after the other
    }

    @Override
    public int kept() {
        return 0;
    }

    @Override
    public long keptBytes() {
        return 0;
    }

    @Override
    public List<PoolMember<?>> members() {
        return members;
    }

    @Override
    public int companions() {
        return spec.companions() ? TextPoolSpec.COMPANIONS : 0;
    }

    @Override
    public List<? extends MemberSpec> networks() {
        return spec.networks();
    }

    @Override
    public void follow(PoolParts before) throws IOException {
        StateCopy.of(((TextParts) before).row::save, row::restore);
    }

    @Override
    public List<StatePart> state() {
        return List.of(new StatePart("pool-texts", VERSION, row::save, (in, version) -> row.restore(in)));
    }
}
