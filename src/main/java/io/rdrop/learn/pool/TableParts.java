package io.rdrop.learn.pool;

import io.rdrop.encode.FeatureStatistics;
import io.rdrop.encode.TabularEncoder;
import io.rdrop.example.Example;
import io.rdrop.graph.Formula;
import io.rdrop.graph.InputValues;
import io.rdrop.learn.network.MemberSpec;
import io.rdrop.learn.table.RowEncoder;
import io.rdrop.learn.table.RowGraph;
import io.rdrop.learn.table.RowStore;
import io.rdrop.learn.table.TableInputs;
import io.rdrop.state.StatePart;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Of a pool for tables. */
final class TableParts implements PoolParts {
    private static final int VERSION = 1;
    /** As many as share what a member reads of its weights while it is in the cache. */
    private static final int TOGETHER = 32;

    private final PoolSpec spec;
    private final TabularEncoder columns;
    private final RowEncoder encoder;
    /** The first is the one that is learned; there are as many as were needed. */
    private final List<TableInputs> rows = new ArrayList<>();

    private final PoolMembers made;

    TableParts(PoolSpec spec, TabularEncoder columns, int classes, long seed) {
        this.spec = spec;
        this.columns = columns;
        encoder = new RowEncoder(columns, classes, spec.lags());
        rows.add(new TableInputs(encoder.shape()));
        made = new PoolMembers(spec, rows, encoder.shape(), seed);
    }

    @Override
    public FeatureStatistics features() {
        return columns;
    }

    @Override
    public void encode(Example example) {
        encode(example, 0);
    }

    @Override
    public int together() {
        return TOGETHER;
    }

    @Override
    public void encode(Example example, int at) {
        while (rows.size() <= at) {
            rows.add(new TableInputs(encoder.shape()));
        }
        encoder.encode(example, rows.get(at));
    }

    @Override
    public RowGraph graph(Formula formula) {
        return encoder.graph(formula);
    }

    @Override
    public List<InputValues> graphInputs(List<Example> examples) {
        return columns.graphInputs(examples);
    }

    @Override
    public void learned(Example example) {
        for (RowStore store : made.stores()) {
            store.add(rows.get(0), (int) example.target(), example.weight());
        }
    }

    @Override
    public void observe(Example example) {
        encoder.observe(example);
    }

    @Override
    public int kept() {
        return made.stores().stream().mapToInt(RowStore::size).sum();
    }

    @Override
    public long keptBytes() {
        long bytes = 0;
        for (RowStore store : made.stores()) {
            bytes += store.bytes();
        }
        return bytes;
    }

    @Override
    public List<PoolMember<?>> members() {
        return made.members();
    }

    @Override
    public int companions() {
        return spec.companions() ? PoolSpec.COMPANIONS : 0;
    }

    @Override
    public List<? extends MemberSpec> networks() {
        return spec.networks();
    }

    @Override
    public void follow(PoolParts before) throws IOException {
        TableParts other = (TableParts) before;
        encoder.follow(other.encoder);
        for (RowStore store : made.stores()) {
            other.made.stores().stream()
                    .filter(kept -> kept.type() == store.type())
                    .forEach(store::follow);
        }
    }

    @Override
    public List<StatePart> state() {
        List<StatePart> parts = new ArrayList<>();
        parts.add(new StatePart("pool-rows", VERSION, encoder::save, (in, version) -> encoder.restore(in)));
        for (int i = 0; i < made.stores().size(); i++) {
            RowStore store = made.stores().get(i);
            parts.add(new StatePart("pool-replay-" + i, VERSION, store::save, (in, version) -> store.restore(in)));
        }
        return parts;
    }
}
