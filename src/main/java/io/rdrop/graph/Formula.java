package io.rdrop.graph;

import io.rdrop.Public;
import java.util.List;
import java.util.Map;

/** Short names for what formulas are made of; shapes broadcast as ONNX says. */
@Public
public final class Formula {
    private static final long FLOAT = 1;
    private static final long INT64 = 7;
    private static final long DOUBLE = 11;

    private final Graph graph;

    public Formula(Graph graph) {
        this.graph = graph;
    }

    public Graph graph() {
        return graph;
    }

    public Value plus(Value one, Value two) {
        return graph.op("Add", one, two);
    }

    public Value minus(Value one, Value two) {
        return graph.op("Sub", one, two);
    }

    public Value times(Value one, Value two) {
        return graph.op("Mul", one, two);
    }

    public Value over(Value one, Value two) {
        return graph.op("Div", one, two);
    }

    public Value product(Value one, Value two) {
        return graph.op("MatMul", one, two);
    }

    public Value max(Value one, Value two) {
        return graph.op("Max", one, two);
    }

    public Value min(Value one, Value two) {
        return graph.op("Min", one, two);
    }

    /** min(max(value, least), most) */
    public Value cut(Value value, Value least, Value most) {
        return min(max(value, least), most);
    }

    public Value where(Value condition, Value yes, Value no) {
        return graph.op("Where", condition, yes, no);
    }

    public Value toFloat(Value value) {
        return cast(value, FLOAT);
    }

    public Value toDouble(Value value) {
        return cast(value, DOUBLE);
    }

    public Value toLong(Value value) {
        return cast(value, INT64);
    }

    private Value cast(Value value, long type) {
        return graph.op("Cast", Map.of("to", type), value);
    }

    /** Sum along an axis, which becomes 1. */
    public Value sum(Value value, long axis) {
        return graph.op("ReduceSum", Map.of("keepdims", 1L), value, graph.longs(axis));
    }

    /** Sum along an axis, which goes. */
    public Value sumAway(Value value, long axis) {
        return graph.op("ReduceSum", Map.of("keepdims", 0L), value, graph.longs(axis));
    }

    /** Mean along the last axis, which becomes 1. */
    public Value mean(Value value) {
        return graph.op("ReduceMean", Map.of("axes", new long[] {-1}, "keepdims", 1L), value);
    }

    /** Side by side along an axis. */
    public Value join(long axis, List<Value> values) {
        return values.size() == 1
                ? values.get(0)
                : graph.op("Concat", Map.of("axis", axis), values.toArray(Value[]::new));
    }

    /** [from, to) along an axis. */
    public Value slice(Value value, long axis, long from, long to) {
        return graph.op("Slice", value, graph.longs(from), graph.longs(to), graph.longs(axis));
    }

    /** Entries along an axis. */
    public Value gather(Value value, Value indices, long axis) {
        return graph.op("Gather", Map.of("axis", axis), value, indices);
    }

    /** Of the same numbers; 0 is the size that was there. */
    public Value reshape(Value value, long... dims) {
        return graph.op("Reshape", value, graph.longs(dims));
    }

    /** With another axis of size 1. */
    public Value unsqueeze(Value value, long axis) {
        return graph.op("Unsqueeze", value, graph.longs(axis));
    }

    public Value softmax(Value logits) {
        return graph.op("Softmax", Map.of("axis", -1L), logits);
    }

    public Value relu(Value value) {
        return graph.op("Relu", value);
    }

    public Value equal(Value one, Value two) {
        return graph.op("Equal", one, two);
    }

    /** 1 where a whole number is that of the place in a new last axis, else 0, float32. */
    public Value oneHot(Value numbers, long count) {
        long[] places = new long[Math.toIntExact(count)];
        for (int i = 0; i < places.length; i++) {
            places[i] = i;
        }
        return toFloat(equal(unsqueeze(numbers, -1), graph.longs(places)));
    }

    /** Repeats a single row as often as others have rows. */
    public Value asManyRows(Value value, Value others) {
        Value rows = slice(graph.op("Shape", others), 0, 0, 1);
        return graph.op("Expand", value, join(0, List.of(rows, graph.longs(1))));
    }
}
