package io.rdrop.graph;

import io.rdrop.Public;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A computation that grows operator by operator. The operators are ONNX's, of the versions that {@link #OPERATORS} and
 * {@link #TREES} name, and mean what ONNX says. The same calls make the same graph. Mutable; not thread-safe.
 */
@Public
public final class Graph {
    /** Version of ONNX's own operators. */
    public static final int OPERATORS = 17;
    /** Version of the operators of {@link Operator#TREES}. */
    public static final int TREES = 3;

    /** A dimension that is not known before. */
    public static final String ROWS = "rows";

    /** Either 1 or {@link #ROWS}. */
    public static final String HISTORIES = "one_or_rows";

    /**
     * What is given to the graph, or taken from it.
     *
     * @param dims Long for one that is fixed, else the String that stands for it
     */
    @Public
    public record Port(String name, Tensor.Type type, List<Object> dims, String meaning) {
        public Port {
            dims = List.copyOf(dims);
        }
    }

    private final List<Port> inputs = new ArrayList<>();
    private final List<Port> outputs = new ArrayList<>();
    private final List<Tensor> constants = new ArrayList<>();
    private final List<Operator> operators = new ArrayList<>();
    private final Map<String, Value> scalars = new LinkedHashMap<>();
    private final String prefix;
    private String scope = "";
    private int made;

    public Graph() {
        this("");
    }

    /** @param prefix of all names: those of a graph within another must differ from those of the other */
    public Graph(String prefix) {
        this.prefix = prefix;
    }

    public List<Port> inputs() {
        return Collections.unmodifiableList(inputs);
    }

    public List<Port> outputs() {
        return Collections.unmodifiableList(outputs);
    }

    /** Those that are named like an input are what it is if it is not given. */
    public List<Tensor> constants() {
        return Collections.unmodifiableList(constants);
    }

    public List<Operator> operators() {
        return Collections.unmodifiableList(operators);
    }

    /** What follows is of this part, for those who look at the graph. */
    public void part(String name) {
        scope = name + "/";
    }

    /** Something that must be given. */
    public Value input(String name, Tensor.Type type, String meaning, Object... dims) {
        inputs.add(new Port(name, type, List.of(dims), meaning));
        return new Value(name);
    }

    /** Something that may be given; if not, it is the data. */
    public Value input(String name, Tensor.Type type, String meaning, Object data, long[] dims, Object... given) {
        constants.add(new Tensor(name, type, dims, data));
        return input(name, type, meaning, given);
    }

    /** Names a value as a result. */
    public void output(String name, Value value, Tensor.Type type, String meaning, Object... dims) {
        add("", "Identity", List.of(value), List.of(name), Map.of());
        outputs.add(new Port(name, type, List.of(dims), meaning));
    }

    /** Names a value as a result of a graph within another. */
    public void result(Value value, Tensor.Type type, Object... dims) {
        outputs.add(new Port(value.name(), type, List.of(dims), ""));
    }

    public Value constant(float[] values, long... dims) {
        return constant(Tensor.Type.FLOAT, values, dims);
    }

    public Value constant(double[] values, long... dims) {
        return constant(Tensor.Type.DOUBLE, values, dims);
    }

    public Value constant(long[] values, long... dims) {
        return constant(Tensor.Type.INT64, values, dims);
    }

    public Value constant(String[] values, long... dims) {
        return constant(Tensor.Type.STRING, values, dims);
    }

    private Value constant(Tensor.Type type, Object values, long... dims) {
        Tensor tensor = new Tensor(name("constant"), type, dims, values);
        constants.add(tensor);
        return new Value(tensor.name());
    }

    /** A single number, which is there once. */
    public Value scalar(float value) {
        return scalars.computeIfAbsent("f" + value, absent -> constant(new float[] {value}));
    }

    /** As {@link #scalar(float)}. */
    public Value scalar(double value) {
        return scalars.computeIfAbsent("d" + value, absent -> constant(new double[] {value}));
    }

    /** As {@link #scalar(float)}. */
    public Value scalar(long value) {
        return scalars.computeIfAbsent("i" + value, absent -> constant(new long[] {value}));
    }

    /** A row of whole numbers, such as axes. */
    public Value longs(long... values) {
        return constant(values, values.length);
    }

    /** What an operator without attributes gives. */
    public Value op(String type, @Nullable Value... in) {
        return op(type, Map.of(), in);
    }

    /** What an operator gives. */
    public Value op(String type, Map<String, Object> attributes, @Nullable Value... in) {
        return ops(type, 1, attributes, in).get(0);
    }

    /** What an operator of several results gives. */
    public List<Value> ops(String type, int results, Map<String, Object> attributes, @Nullable Value... in) {
        return ops("", type, results, attributes, in);
    }

    /** What an operator of another domain gives. */
    public List<Value> ops(
            String domain, String type, int results, Map<String, Object> attributes, @Nullable Value... in) {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < results; i++) {
            names.add(name(type));
        }
        List<@Nullable Value> values = new ArrayList<>();
        Collections.addAll(values, in);
        add(domain, type, values, names, attributes);
        return names.stream().map(Value::new).toList();
    }

    private void add(
            String domain,
            String type,
            List<? extends @Nullable Value> in,
            List<String> out,
            Map<String, Object> attributes) {
        List<String> names =
                in.stream().map(value -> value == null ? "" : value.name()).toList();
        operators.add(new Operator(out.get(0) + "_", domain, type, names, out, new TreeMap<>(attributes)));
    }

    private String name(String type) {
        return prefix + scope + type + "_" + made++;
    }
}
