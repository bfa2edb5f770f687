"""The operators that this project's graphs are made of, in numpy. What they mean is said in ONNX's specification."""

import math

import numpy

from . import protobuf
from .registry import RdropError

_TYPES = {1: numpy.float32, 6: numpy.int32, 7: numpy.int64, 9: numpy.bool_, 11: numpy.float64}


class NumpyGraph:
    """A model that computes."""

    def __init__(self, content):
        self._graph = protobuf.model(content)

    def run(self, output, inputs):
        values = dict(inputs)
        with numpy.errstate(all="ignore"):
            _run(self._graph, values)
        return values[output]


def _run(graph, values):
    """Adds what the graph computes to what is known; inputs that are known go before their defaults."""
    for name, constant in graph.constants.items():
        values.setdefault(name, constant)
    for name in graph.inputs:
        if name not in values:
            raise RdropError(f"the graph needs an input {name}")
    for node in graph.nodes:
        given = [values[name] if name else None for name in node.inputs]
        if node.type == "Loop":
            results = _loop(node, given, values)
        elif node.type in _OPERATORS:
            results = _OPERATORS[node.type](node.attributes, *given)
        else:
            raise RdropError(f"operator {node.type} is not known")
        if not isinstance(results, tuple):
            results = (results,)
        values.update(zip(node.outputs, results))


def _loop(node, given, values):
    """What is carried to the end, then what each turn has left, stacked."""
    turns, go_on, *carried = given
    body = node.attributes["body"]
    left = []
    turn = 0
    going = True if go_on is None else bool(go_on)
    while going and (turns is None or turn < int(turns)):
        inner = dict(values)
        inner.update(zip(body.inputs, [numpy.int64(turn), numpy.bool_(going), *carried]))
        _run(body, inner)
        going, *results = [inner[name] for name in body.outputs]
        left.append(results[len(carried) :])
        carried = results[: len(carried)]
        turn += 1
    return (*carried, *(numpy.stack(each) for each in zip(*left)))


def _axes(attributes, axes):
    return tuple(int(axis) for axis in (attributes["axes"] if axes is None else axes))


def _reduce(function):
    def reduce(attributes, value, axes=None):
        keep = bool(attributes.get("keepdims", 1))
        return function(value, axis=_axes(attributes, axes), keepdims=keep).astype(value.dtype)

    return reduce


def _divide(_, one, two):
    return one // two if numpy.issubdtype(one.dtype, numpy.integer) else one / two


def _slice(_, value, starts, ends, axes):
    places = [slice(None)] * value.ndim
    for start, end, axis in zip(starts, ends, axes):
        places[int(axis)] = slice(int(start), int(end))
    return value[tuple(places)]


def _reshape(_, value, shape):
    sizes = [value.shape[i] if size == 0 else int(size) for i, size in enumerate(shape)]
    return value.reshape(sizes)


def _softmax(attributes, value):
    axis = attributes["axis"]
    powers = numpy.exp(value - value.max(axis=axis, keepdims=True))
    return powers / powers.sum(axis=axis, keepdims=True)


def _top(attributes, value, count):
    ordered = -value if attributes["largest"] else value
    # Stable: of equal ones the first comes first, as ONNX has it.
    places = numpy.argsort(ordered, axis=-1, kind="stable")[..., : int(count[0])]
    return numpy.take_along_axis(value, places, axis=-1), places.astype(numpy.int64)


def _scatter(attributes, value, places, added):
    result = value.copy()
    axis = attributes["axis"]
    grid = list(numpy.indices(places.shape))
    grid[axis] = places
    numpy.add.at(result, tuple(grid), added)
    return result


def _windows(value, kernel, strides, dilations):
    """[..., positions..., kernel...] of the last axes."""
    extents = tuple((k - 1) * d + 1 for k, d in zip(kernel, dilations))
    axes = tuple(range(value.ndim - len(kernel), value.ndim))
    view = numpy.lib.stride_tricks.sliding_window_view(value, extents, axis=axes)
    lead = (slice(None),) * (value.ndim - len(kernel))
    return view[lead + tuple(slice(None, None, s) for s in strides) + tuple(slice(None, None, d) for d in dilations)]


def _convolve(attributes, value, filters, bias=None):
    kernel = filters.shape[2:]
    strides = attributes.get("strides", [1] * len(kernel))
    dilations = attributes.get("dilations", [1] * len(kernel))
    pads = [(0, 0), (0, 0)]
    for size, k, s, d in zip(value.shape[2:], kernel, strides, dilations):  # SAME_UPPER
        total = max(0, (-(-size // s) - 1) * s + (k - 1) * d + 1 - size)
        pads.append((total // 2, total - total // 2))
    windows = _windows(numpy.pad(value, pads), kernel, strides, dilations)
    spatial = len(kernel)
    over = [1] + list(range(2 + spatial, 2 + 2 * spatial))
    result = numpy.moveaxis(numpy.tensordot(windows, filters, (over, list(range(1, 2 + spatial)))), -1, 1)
    return result if bias is None else result + bias.reshape((1, -1) + (1,) * spatial)


def _pool(attributes, value):
    kernel = attributes["kernel_shape"]
    windows = _windows(value, kernel, attributes["strides"], [1] * len(kernel))
    return windows.max(axis=tuple(range(value.ndim, value.ndim + len(kernel))))


def _sigmoid(value):
    return 1 / (1 + numpy.exp(-value))


def _lstm(attributes, value, weights, recurrent, bias, lengths=None):
    units = attributes["hidden_size"]
    steps, rows, _ = value.shape
    both = (bias[0, : 4 * units] + bias[0, 4 * units :])[None]
    hidden = numpy.zeros((rows, units), value.dtype)
    cell = numpy.zeros((rows, units), value.dtype)
    every = []
    for step in range(steps):
        gates = value[step] @ weights[0].T + hidden @ recurrent[0].T + both
        i, o, f, c = (gates[:, k * units : (k + 1) * units] for k in range(4))
        next_cell = _sigmoid(f) * cell + _sigmoid(i) * numpy.tanh(c)
        next_hidden = _sigmoid(o) * numpy.tanh(next_cell)
        shown = numpy.ones((rows, 1), bool) if lengths is None else (step < lengths)[:, None]
        cell = numpy.where(shown, next_cell, cell)
        hidden = numpy.where(shown, next_hidden, hidden)
        every.append(hidden)
    return numpy.stack(every)[:, None], hidden[None]


def _trees(attributes, rows):
    trees = numpy.asarray(attributes["nodes_treeids"])
    starts = {int(tree): int(numpy.argmax(trees == tree)) for tree in numpy.unique(trees)}
    offsets = numpy.array([starts[int(tree)] for tree in trees])
    lower = numpy.asarray(attributes["nodes_truenodeids"]) + offsets
    upper = numpy.asarray(attributes["nodes_falsenodeids"]) + offsets
    features = numpy.asarray(attributes["nodes_featureids"])
    thresholds = numpy.asarray(attributes["nodes_values"], numpy.float32)
    modes = numpy.asarray(attributes["nodes_modes"])
    leaf = modes == "LEAF"
    under = modes == "BRANCH_LT"
    weights = numpy.zeros((len(trees), attributes["n_targets"]), numpy.float64)
    places = numpy.asarray(attributes["target_nodeids"]) + numpy.array(
        [starts[int(tree)] for tree in attributes["target_treeids"]]
    )
    weights[places, numpy.asarray(attributes["target_ids"])] = attributes["target_weights"]
    result = numpy.zeros((len(rows), attributes["n_targets"]), numpy.float64)
    every = numpy.arange(len(rows))
    for start in starts.values():
        nodes = numpy.full(len(rows), start)
        while not leaf[nodes].all():
            values = rows[every, features[nodes]]
            down = numpy.where(under[nodes], values < thresholds[nodes], values <= thresholds[nodes])
            nodes = numpy.where(leaf[nodes], nodes, numpy.where(down, lower[nodes], upper[nodes]))
        result += weights[nodes]
    return result.astype(numpy.float32)


def _selu(attributes, x):
    return attributes["gamma"] * numpy.where(x > 0, x, attributes["alpha"] * numpy.expm1(numpy.minimum(x, 0)))


_OPERATORS = {
    "Abs": lambda a, x: numpy.abs(x),
    "Add": lambda a, x, y: x + y,
    "ArgMax": lambda a, x: numpy.argmax(x, axis=a["axis"]),
    "Cast": lambda a, x: x.astype(_TYPES[a["to"]]),
    "Concat": lambda a, *xs: numpy.concatenate(xs, axis=a["axis"]),
    "Conv": _convolve,
    "Div": _divide,
    "Elu": lambda a, x: numpy.where(x > 0, x, a["alpha"] * numpy.expm1(numpy.minimum(x, 0))).astype(x.dtype),
    "Equal": lambda a, x, y: x == y,
    "Erf": lambda a, x: numpy.vectorize(math.erf, otypes=[float])(x).astype(x.dtype),
    "Exp": lambda a, x: numpy.exp(x),
    "Expand": lambda a, x, shape: x * numpy.ones(tuple(int(s) for s in shape), x.dtype),
    "Flatten": lambda a, x: x.reshape(len(x), -1),
    "Gather": lambda a, x, places: numpy.take(x, places, axis=a["axis"]),
    "Greater": lambda a, x, y: x > y,
    "GreaterOrEqual": lambda a, x, y: x >= y,
    "Identity": lambda a, x: x,
    "IsNaN": lambda a, x: numpy.isnan(x),
    "LSTM": _lstm,
    "LeakyRelu": lambda a, x: numpy.where(x > 0, x, numpy.float32(a["alpha"]) * x),
    "Less": lambda a, x, y: x < y,
    "Log": lambda a, x: numpy.log(x),
    "MatMul": lambda a, x, y: x @ y,
    "Max": lambda a, x, y: numpy.maximum(x, y),
    "MaxPool": _pool,
    "Min": lambda a, x, y: numpy.minimum(x, y),
    "Mul": lambda a, x, y: x * y,
    "Neg": lambda a, x: -x,
    "Not": lambda a, x: ~x,
    "Or": lambda a, x, y: x | y,
    "ReduceMax": _reduce(numpy.max),
    "ReduceMean": _reduce(numpy.mean),
    "ReduceSum": _reduce(numpy.sum),
    "Relu": lambda a, x: numpy.maximum(x, numpy.zeros((), x.dtype)),
    "Reshape": _reshape,
    "ScatterElements": _scatter,
    "Selu": lambda a, x: _selu(a, x).astype(x.dtype),
    "Shape": lambda a, x: numpy.array(x.shape, numpy.int64),
    "Sigmoid": lambda a, x: _sigmoid(x).astype(x.dtype),
    "Slice": _slice,
    "Softmax": _softmax,
    "Softplus": lambda a, x: (numpy.maximum(x, 0) + numpy.log1p(numpy.exp(-numpy.abs(x)))).astype(x.dtype),
    "Sqrt": lambda a, x: numpy.sqrt(x),
    "Sub": lambda a, x, y: x - y,
    "Tanh": lambda a, x: numpy.tanh(x),
    "TopK": _top,
    "Transpose": lambda a, x: numpy.transpose(x, a["perm"]),
    "TreeEnsembleRegressor": _trees,
    "Unsqueeze": lambda a, x, axes: numpy.expand_dims(x, tuple(int(axis) for axis in axes)),
    "Where": lambda a, condition, x, y: numpy.where(condition, x, y),
}
