"""Reads what is needed of an ONNX file. Protocol Buffers are fields, each a number, a wire type and a value."""

import struct

import numpy

from .registry import RdropError

_TENSORS = {1: "<f4", 6: "<i4", 7: "<i8", 11: "<f8"}
_STRING = 8
_FLOAT, _INT, _TEXT, _GRAPH, _FLOATS, _INTS, _TEXTS = 1, 2, 3, 5, 6, 7, 8


class Node:
    """An operator: what it is, and the names of what goes in and comes out."""

    def __init__(self, kind, inputs, outputs, attributes):
        self.type = kind
        self.inputs = inputs
        self.outputs = outputs
        self.attributes = attributes


class Graph:
    """Operators in an order in which they can be computed; constants by name; names of inputs and outputs."""

    def __init__(self, nodes, constants, inputs, outputs):
        self.nodes = nodes
        self.constants = constants
        self.inputs = inputs
        self.outputs = outputs


def model(content):
    """The graph of a file."""
    try:
        graphs = _fields(content).get(7)
        if not graphs:
            raise RdropError("model.onnx has no graph")
        return _graph(graphs[0])
    except (IndexError, KeyError, ValueError, struct.error) as error:
        raise RdropError(f"model.onnx is damaged: {error}") from error


def _varint(content, at):
    value = shift = 0
    while True:
        byte = content[at]
        at += 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return value, at
        shift += 7


def _fields(content):
    """All values by the number of their field, in order; of wire type 2 as bytes."""
    fields = {}
    content = memoryview(content)
    at = 0
    while at < len(content):
        key, at = _varint(content, at)
        wire = key & 7
        if wire == 0:
            value, at = _varint(content, at)
        elif wire == 2:
            length, at = _varint(content, at)
            value, at = content[at : at + length], at + length
        elif wire == 5:
            value, at = struct.unpack_from("<f", content, at)[0], at + 4
        elif wire == 1:
            value, at = struct.unpack_from("<d", content, at)[0], at + 8
        else:
            raise ValueError(f"wire type {wire}")
        fields.setdefault(key >> 3, []).append(value)
    return fields


def _text(value):
    return bytes(value).decode("utf-8")


def _texts(fields, number):
    return [_text(value) for value in fields.get(number, [])]


def _integers(fields, number):
    """Repeated, packed or not."""
    values = []
    for value in fields.get(number, []):
        if isinstance(value, memoryview):
            at = 0
            while at < len(value):
                integer, at = _varint(value, at)
                values.append(_signed(integer))
        else:
            values.append(_signed(value))
    return values


def _signed(value):
    return value - (1 << 64) if value >= 1 << 63 else value


def _floats(fields, number):
    values = []
    for value in fields.get(number, []):
        values.extend(numpy.frombuffer(value, "<f4").tolist() if isinstance(value, memoryview) else [value])
    return values


def _graph(content):
    fields = _fields(content)
    constants = dict(_tensor(tensor) for tensor in fields.get(5, []))
    names = [[_text(_fields(port)[1][0]) for port in fields.get(number, [])] for number in (11, 12)]
    return Graph([_node(node) for node in fields.get(1, [])], constants, *names)


def _node(content):
    fields = _fields(content)
    attributes = dict(_attribute(attribute) for attribute in fields.get(5, []))
    return Node(_text(fields[4][0]), _texts(fields, 1), _texts(fields, 2), attributes)


def _attribute(content):
    fields = _fields(content)
    kind = fields[20][0]
    readers = {
        _FLOAT: lambda: fields.get(2, [0.0])[0],
        _INT: lambda: _signed(fields.get(3, [0])[0]),
        _TEXT: lambda: _text(fields.get(4, [b""])[0]),
        _GRAPH: lambda: _graph(fields[6][0]),
        _FLOATS: lambda: _floats(fields, 7),
        _INTS: lambda: _integers(fields, 8),
        _TEXTS: lambda: _texts(fields, 9),
    }
    return _text(fields[1][0]), readers[kind]()


def _tensor(content):
    fields = _fields(content)
    shape = _integers(fields, 1)
    kind = fields[2][0]
    if kind == _STRING:
        values = numpy.array(_texts(fields, 6), dtype=object)
    else:
        values = numpy.frombuffer(fields.get(9, [b""])[0], _TENSORS[kind])
    return _text(fields[8][0]), values.reshape(shape)
