package io.rdrop.onnx;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import onnx.Onnx.AttributeProto;
import onnx.Onnx.GraphProto;
import onnx.Onnx.ModelProto;
import onnx.Onnx.NodeProto;
import onnx.Onnx.TensorProto;
import org.apache.commons.math3.special.Erf;
import org.jspecify.annotations.Nullable;
import org.nd4j.shade.protobuf.InvalidProtocolBufferException;

/**
 * Computes what an ONNX file says, one operator after the other: to check files, not to be fast. It knows the operators
 * that the graphs of this project are made of; what they mean is said in ONNX's specification. Numbers are of their own
 * precision; only sums of products and of trees are added up in float64.
 */
public final class OnnxRun {
    private static final Map<String, DoubleUnaryOperator> OF_ONE = Map.ofEntries(
            Map.entry("Abs", Math::abs),
            Map.entry("Erf", Erf::erf),
            Map.entry("Exp", Math::exp),
            Map.entry("Identity", x -> x),
            Map.entry("Log", Math::log),
            Map.entry("Neg", x -> -x),
            Map.entry("Not", x -> 1 - x),
            Map.entry("Relu", x -> Math.max(x, 0)),
            Map.entry("Sigmoid", Layers::sigmoid),
            Map.entry("Softplus", x -> Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)))),
            Map.entry("Sqrt", Math::sqrt),
            Map.entry("Tanh", Math::tanh));

    private static final Map<String, DoubleBinaryOperator> OF_TWO = Map.of(
            "Add", Double::sum,
            "Sub", (x, y) -> x - y,
            "Mul", (x, y) -> x * y,
            "Div", (x, y) -> x / y,
            "Max", Math::max,
            "Min", Math::min,
            "Or", Math::max,
            "And", Math::min);

    private static final Map<String, DoubleBinaryOperator> COMPARING = Map.of(
            "Equal", (x, y) -> x == y ? 1 : 0,
            "Greater", (x, y) -> x > y ? 1 : 0,
            "GreaterOrEqual", (x, y) -> x >= y ? 1 : 0,
            "Less", (x, y) -> x < y ? 1 : 0,
            "LessOrEqual", (x, y) -> x <= y ? 1 : 0);

    private final GraphProto graph;
    private final Map<String, Array> inputs = new HashMap<>();

    /**
     * Reads a file.
     *
     * @throws IllegalArgumentException if it is none of ONNX
     */
    public OnnxRun(byte[] file) {
        try {
            graph = ModelProto.parseFrom(file).getGraph();
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalArgumentException("it is no ONNX file: " + e.getMessage(), e);
        }
        if (graph.getOutputCount() == 0) {
            throw new IllegalArgumentException("it is no ONNX file: it has no outputs");
        }
    }

    /** Gives an input, row-major; a number that it is computed with is of the type that the file says. */
    public OnnxRun with(String input, double[] values, int... dims) {
        int type = graph.getInputList().stream()
                .filter(port -> port.getName().equals(input))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("it has no input `" + input + "`"))
                .getType()
                .getTensorType()
                .getElemType();
        inputs.put(input, Elementwise.map(Array.of(type(type), dims, values), x -> x));
        return this;
    }

    /**
     * Computes an output of numbers, row-major.
     *
     * @throws IllegalArgumentException if the graph cannot be computed, naming the operator
     */
    public double[] numbers(String output) {
        return result(output).numbers().clone();
    }

    /** Computes an output of texts. */
    public List<String> texts(String output) {
        String[] texts = result(output).texts();
        if (texts == null) {
            throw new IllegalArgumentException("output `" + output + "` has no texts");
        }
        return List.of(texts);
    }

    private Array result(String output) {
        Map<String, Array> values = new HashMap<>(inputs);
        run(graph, values);
        Array result = values.get(output);
        if (result == null) {
            throw new IllegalArgumentException("it has no output `" + output + "`");
        }
        return result;
    }

    /** Adds what a graph computes to what is known; inputs that are given go before their defaults. */
    private static void run(GraphProto graph, Map<String, Array> values) {
        for (TensorProto constant : graph.getInitializerList()) {
            values.computeIfAbsent(constant.getName(), absent -> array(constant));
        }
        for (NodeProto node : graph.getNodeList()) {
            List<@Nullable Array> given = new ArrayList<>();
            for (String name : node.getInputList()) {
                Array value = name.isEmpty() ? null : values.get(name);
                if (value == null && !name.isEmpty()) {
                    throw new IllegalArgumentException(
                            "operator " + node.getName() + " needs `" + name + "`, which nothing gives");
                }
                given.add(value);
            }
            List<Array> results;
            try {
                results = node.getOpType().equals("Loop") ? loop(node, given, values) : new Step(node, given).results();
            } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
                throw new IllegalArgumentException(
                        "operator " + node.getName() + " (" + node.getOpType() + "): " + e.getMessage(), e);
            }
            for (int i = 0; i < node.getOutputCount() && i < results.size(); i++) {
                values.put(node.getOutput(i), results.get(i));
            }
        }
    }

    /** What is carried to the end, then what each turn has left, stacked. */
    private static List<Array> loop(NodeProto node, List<@Nullable Array> given, Map<String, Array> outside) {
        GraphProto body = node.getAttributeList().stream()
                .filter(attribute -> attribute.getName().equals("body"))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("has no body"))
                .getG();
        List<Array> carried = new ArrayList<>();
        for (Array value : given.subList(2, given.size())) {
            if (value == null) {
                throw new IllegalArgumentException("has a state without a value");
            }
            carried.add(value);
        }
        int states = carried.size();
        Array turns = given.get(0);
        Array goOn = given.get(1);
        List<List<Array>> left = new ArrayList<>();
        boolean going = goOn == null || goOn.scalar() != 0;
        for (long turn = 0; going && (turns == null || turn < turns.scalar()); turn++) {
            Map<String, Array> inner = new HashMap<>(outside);
            inner.put(body.getInput(0).getName(), Array.of(Array.Type.INT64, new int[0], new double[] {turn}));
            inner.put(body.getInput(1).getName(), Array.of(Array.Type.BOOL, new int[0], new double[] {1}));
            for (int i = 0; i < states; i++) {
                inner.put(body.getInput(2 + i).getName(), carried.get(i));
            }
            run(body, inner);
            List<Array> results = new ArrayList<>();
            for (var port : body.getOutputList()) {
                Array result = inner.get(port.getName());
                if (result == null) {
                    throw new IllegalArgumentException("its body has no output `" + port.getName() + "`");
                }
                results.add(result);
            }
            going = results.get(0).scalar() != 0;
            carried = new ArrayList<>(results.subList(1, 1 + states));
            left.add(results.subList(1 + states, results.size()));
        }
        List<Array> all = new ArrayList<>(carried);
        for (int i = 0; !left.isEmpty() && i < left.get(0).size(); i++) {
            int which = i;
            Array zero = Array.longs(0);
            all.add(Shapes.concat(
                    left.stream()
                            .map(turn -> Shapes.unsqueeze(turn.get(which), zero))
                            .toList(),
                    0));
        }
        return all;
    }

    private static Array.Type type(int number) {
        return switch (number) {
            case TensorProto.DataType.FLOAT_VALUE -> Array.Type.FLOAT;
            case TensorProto.DataType.DOUBLE_VALUE -> Array.Type.DOUBLE;
            case TensorProto.DataType.INT64_VALUE, TensorProto.DataType.INT32_VALUE -> Array.Type.INT64;
            case TensorProto.DataType.BOOL_VALUE -> Array.Type.BOOL;
            case TensorProto.DataType.STRING_VALUE -> Array.Type.STRING;
            default -> throw new IllegalArgumentException("type " + number + " of ONNX is not known here");
        };
    }

    private static Array array(TensorProto tensor) {
        Array.Type type = type(tensor.getDataType());
        int[] dims = tensor.getDimsList().stream().mapToInt(Long::intValue).toArray();
        if (type == Array.Type.STRING) {
            String[] texts = new String[tensor.getStringDataCount()];
            for (int i = 0; i < texts.length; i++) {
                texts[i] = tensor.getStringData(i).toStringUtf8();
            }
            return new Array(type, dims, new double[texts.length], texts);
        }
        double[] numbers = new double[Array.size(dims)];
        ByteBuffer bytes = tensor.getRawData().asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
        int each = type == Array.Type.FLOAT ? Float.BYTES : type == Array.Type.BOOL ? 1 : Double.BYTES;
        if (bytes.remaining() != (long) each * numbers.length) {
            throw new IllegalArgumentException("constant `" + tensor.getName() + "` has " + bytes.remaining()
                    + " bytes for " + numbers.length + " numbers");
        }
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = switch (type) {
                case FLOAT -> bytes.getFloat();
                case DOUBLE -> bytes.getDouble();
                case BOOL -> bytes.get();
                default -> bytes.getLong();
            };
        }
        return Array.of(type, dims, numbers);
    }

    /** One operator with what it works on. */
    private record Step(String operator, Map<String, AttributeProto> attributes, List<@Nullable Array> given) {
        Step(NodeProto node, List<@Nullable Array> given) {
            this(node.getOpType(), new HashMap<>(), given);
            node.getAttributeList().forEach(attribute -> attributes.put(attribute.getName(), attribute));
        }

        private @Nullable Array optional(int i) {
            return i < given.size() ? given.get(i) : null;
        }

        private Array in(int i) {
            Array value = optional(i);
            if (value == null) {
                throw new IllegalArgumentException("has no input " + i);
            }
            return value;
        }

        private long number(String name, long otherwise) {
            AttributeProto attribute = attributes.get(name);
            return attribute == null ? otherwise : attribute.getI();
        }

        private double real(String name, double otherwise) {
            AttributeProto attribute = attributes.get(name);
            return attribute == null ? otherwise : attribute.getF();
        }

        private int[] sizes(String name, int count) {
            AttributeProto attribute = attributes.get(name);
            int[] sizes = new int[count];
            Arrays.fill(sizes, 1);
            for (int i = 0; attribute != null && i < count; i++) {
                sizes[i] = (int) attribute.getInts(i);
            }
            return sizes;
        }

        private int axis(long otherwise) {
            return in(0).axis(number("axis", otherwise));
        }

        List<Array> results() {
            DoubleUnaryOperator one = OF_ONE.get(operator);
            if (one != null) {
                return operator.equals("Identity") ? List.of(in(0)) : List.of(Elementwise.map(in(0), one));
            }
            DoubleBinaryOperator two = OF_TWO.get(operator);
            if (two != null) {
                return List.of(Elementwise.both(in(0), in(1), two));
            }
            DoubleBinaryOperator comparing = COMPARING.get(operator);
            if (comparing != null) {
                return List.of(Elementwise.both(in(0), in(1), Array.Type.BOOL, comparing));
            }
            return switch (operator) {
                case "TopK" -> Shapes.top(in(0), (int) in(1).scalar(), number("largest", 1) != 0);
                case "LSTM" ->
                    Layers.lstm(in(0), in(1), in(2), optional(3), optional(4), (int) number("hidden_size", 0));
                default -> List.of(result());
            };
        }

        private Array result() {
            return switch (operator) {
                case "ArgMax" -> Layers.argMax(in(0), axis(0), number("keepdims", 1) != 0);
                case "Cast" -> Elementwise.map(in(0), type((int) number("to", 0)), x -> x);
                case "Concat" -> {
                    List<Array> all = new ArrayList<>();
                    for (int i = 0; i < given.size(); i++) {
                        all.add(in(i));
                    }
                    yield Shapes.concat(all, axis(0));
                }
                case "Conv" -> {
                    int spatial = in(1).rank() - 2;
                    yield Layers.convolve(
                            in(0), in(1), optional(2), sizes("strides", spatial), sizes("dilations", spatial));
                }
                case "Elu" -> Elementwise.map(in(0), x -> x > 0 ? x : real("alpha", 1) * Math.expm1(x));
                case "Expand" ->
                    Elementwise.spread(
                            in(0),
                            Elementwise.common(
                                    in(0).dims(),
                                    Arrays.stream(in(1).toLongs())
                                            .mapToInt(size -> (int) size)
                                            .toArray()));
                case "Flatten" -> Shapes.flatten(in(0), (int) number("axis", 1));
                case "Gather" -> Shapes.gather(in(0), in(1), axis(0));
                case "IsNaN" -> Elementwise.map(in(0), Array.Type.BOOL, x -> Double.isNaN(x) ? 1 : 0);
                case "LeakyRelu" -> Elementwise.map(in(0), x -> x > 0 ? x : real("alpha", 0.01) * x);
                case "MatMul" -> Layers.product(in(0), in(1));
                case "MaxPool" -> {
                    int spatial = in(0).rank() - 2;
                    yield Layers.pool(in(0), sizes("kernel_shape", spatial), sizes("strides", spatial));
                }
                case "ReduceMax" -> reduced(Double.NEGATIVE_INFINITY, Math::max);
                case "ReduceSum" -> reduced(0, Double::sum);
                case "ReduceMean" -> {
                    Array sum = reduced(0, Double::sum);
                    double count = (double) in(0).numbers().length / Math.max(1, sum.numbers().length);
                    yield Elementwise.map(sum, x -> x / count);
                }
                case "Reshape" -> Shapes.reshape(in(0), in(1));
                case "ScatterElements" -> Shapes.scatterAdding(in(0), in(1), in(2), axis(0));
                case "Selu" ->
                    Elementwise.map(in(0), x -> real("gamma", 0) * (x > 0 ? x : real("alpha", 0) * Math.expm1(x)));
                case "Shape" ->
                    Array.longs(Arrays.stream(in(0).dims()).asLongStream().toArray());
                case "Slice" -> Shapes.slice(in(0), in(1), in(2), optional(3));
                case "Softmax" -> Layers.softmax(in(0), axis(-1));
                case "Transpose" ->
                    Shapes.transpose(
                            in(0),
                            TreeSums.given(attributes, "perm").getIntsList().stream()
                                    .mapToLong(Long::longValue)
                                    .toArray());
                case "TreeEnsembleRegressor" -> TreeSums.of(attributes, in(0));
                case "Unsqueeze" -> Shapes.unsqueeze(in(0), in(1));
                case "Where" -> Elementwise.where(in(0), in(1), in(2));
                default -> throw new IllegalArgumentException("is not known here");
            };
        }

        private Array reduced(double start, DoubleBinaryOperator function) {
            AttributeProto attribute = attributes.get("axes");
            Array axes = attribute == null
                    ? optional(1)
                    : Array.longs(attribute.getIntsList().stream()
                            .mapToLong(Long::longValue)
                            .toArray());
            return Layers.reduce(in(0), axes, number("keepdims", 1) != 0, start, function);
        }
    }
}
