package io.rdrop.onnx;

import io.rdrop.graph.Graph;
import io.rdrop.graph.Operator;
import io.rdrop.graph.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Map;
import onnx.Onnx.AttributeProto;
import onnx.Onnx.AttributeProto.AttributeType;
import onnx.Onnx.GraphProto;
import onnx.Onnx.ModelProto;
import onnx.Onnx.NodeProto;
import onnx.Onnx.OperatorSetIdProto;
import onnx.Onnx.StringStringEntryProto;
import onnx.Onnx.TensorProto;
import onnx.Onnx.TensorShapeProto;
import onnx.Onnx.TypeProto;
import onnx.Onnx.ValueInfoProto;
import org.nd4j.shade.protobuf.ByteString;

/** Writes graphs in ONNX's format. The same graph gives the same bytes. */
public final class OnnxFile {
    /** Of the file format; the first in which an input may have a default is 4. */
    private static final long IR_VERSION = 8;

    private OnnxFile() {}

    /** Whether the classes that it writes with are there; they come with ND4J, which predicting does not need. */
    public static boolean isPossible() {
        try {
            Class.forName("onnx.Onnx", false, OnnxFile.class.getClassLoader());
            Class.forName("org.nd4j.shade.protobuf.ByteString", false, OnnxFile.class.getClassLoader());
            return true;
        } catch (ClassNotFoundException e) {
            return false;
        }
    }

    /**
     * A file.
     *
     * @param facts kept as metadata, for people
     */
    public static byte[] bytes(Graph graph, Map<String, String> facts) {
        ModelProto.Builder model = ModelProto.newBuilder()
                .setIrVersion(IR_VERSION)
                .setProducerName("rdrop-stream")
                .setGraph(graph(graph, "model"))
                .addOpsetImport(OperatorSetIdProto.newBuilder().setDomain("").setVersion(Graph.OPERATORS))
                .addOpsetImport(OperatorSetIdProto.newBuilder()
                        .setDomain(Operator.TREES)
                        .setVersion(Graph.TREES));
        facts.forEach((key, value) -> model.addMetadataProps(
                StringStringEntryProto.newBuilder().setKey(key).setValue(value)));
        return model.build().toByteArray();
    }

    private static GraphProto graph(Graph graph, String name) {
        GraphProto.Builder proto = GraphProto.newBuilder().setName(name);
        for (Operator operator : graph.operators()) {
            NodeProto.Builder node = NodeProto.newBuilder()
                    .setName(operator.name())
                    .setOpType(operator.type())
                    .setDomain(operator.domain())
                    .addAllInput(operator.inputs())
                    .addAllOutput(operator.outputs());
            operator.attributes().forEach((key, value) -> node.addAttribute(attribute(key, value)));
            proto.addNode(node);
        }
        graph.constants().forEach(tensor -> proto.addInitializer(tensor(tensor)));
        graph.inputs().forEach(port -> proto.addInput(port(port)));
        graph.outputs().forEach(port -> proto.addOutput(port(port)));
        return proto.build();
    }

    private static ValueInfoProto port(Graph.Port port) {
        TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
        for (Object dim : port.dims()) {
            TensorShapeProto.Dimension.Builder one = TensorShapeProto.Dimension.newBuilder();
            shape.addDim(dim instanceof Long size ? one.setDimValue(size) : one.setDimParam((String) dim));
        }
        return ValueInfoProto.newBuilder()
                .setName(port.name())
                .setDocString(port.meaning())
                .setType(TypeProto.newBuilder()
                        .setTensorType(TypeProto.Tensor.newBuilder()
                                .setElemType(type(port.type()).getNumber())
                                .setShape(shape)))
                .build();
    }

    private static TensorProto.DataType type(Tensor.Type type) {
        return switch (type) {
            case FLOAT -> TensorProto.DataType.FLOAT;
            case DOUBLE -> TensorProto.DataType.DOUBLE;
            case INT64 -> TensorProto.DataType.INT64;
            case STRING -> TensorProto.DataType.STRING;
            case BOOL -> TensorProto.DataType.BOOL;
        };
    }

    private static TensorProto tensor(Tensor tensor) {
        TensorProto.Builder proto = TensorProto.newBuilder()
                .setName(tensor.name())
                .setDataType(type(tensor.type()).getNumber());
        for (long dim : tensor.dims()) {
            proto.addDims(dim);
        }
        switch (tensor.type()) {
            case FLOAT -> {
                float[] values = (float[]) tensor.data();
                ByteBuffer bytes = room(values.length, Float.BYTES);
                bytes.asFloatBuffer().put(values);
                proto.setRawData(ByteString.copyFrom(bytes));
            }
            case DOUBLE -> {
                double[] values = (double[]) tensor.data();
                ByteBuffer bytes = room(values.length, Double.BYTES);
                bytes.asDoubleBuffer().put(values);
                proto.setRawData(ByteString.copyFrom(bytes));
            }
            case INT64 -> {
                long[] values = (long[]) tensor.data();
                ByteBuffer bytes = room(values.length, Long.BYTES);
                bytes.asLongBuffer().put(values);
                proto.setRawData(ByteString.copyFrom(bytes));
            }
            case STRING -> {
                for (String value : (String[]) tensor.data()) {
                    proto.addStringData(ByteString.copyFromUtf8(value));
                }
            }
            case BOOL -> throw new IllegalArgumentException(tensor.name());
        }
        return proto.build();
    }

    private static ByteBuffer room(int count, int bytes) {
        return ByteBuffer.allocate(Math.multiplyExact(count, bytes)).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static AttributeProto attribute(String name, Object value) {
        AttributeProto.Builder proto = AttributeProto.newBuilder().setName(name);
        if (value instanceof Long number) {
            return proto.setType(AttributeType.INT).setI(number).build();
        }
        if (value instanceof Float number) {
            return proto.setType(AttributeType.FLOAT).setF(number).build();
        }
        if (value instanceof String text) {
            return proto.setType(AttributeType.STRING)
                    .setS(ByteString.copyFromUtf8(text))
                    .build();
        }
        if (value instanceof Graph graph) {
            return proto.setType(AttributeType.GRAPH).setG(graph(graph, name)).build();
        }
        if (value instanceof long[] numbers) {
            proto.setType(AttributeType.INTS);
            for (long number : numbers) {
                proto.addInts(number);
            }
        } else if (value instanceof float[] numbers) {
            proto.setType(AttributeType.FLOATS);
            for (float number : numbers) {
                proto.addFloats(number);
            }
        } else {
            proto.setType(AttributeType.STRINGS);
            for (String text : (String[]) value) {
                proto.addStrings(ByteString.copyFromUtf8(text));
            }
        }
        return proto.build();
    }
}
