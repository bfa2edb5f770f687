"""Runs model.onnx, by ONNX Runtime or by numpy."""

from .registry import RdropError


def session(content, runtime):
    """What computes a graph: `run(output, inputs)`."""
    if runtime not in (None, "onnxruntime", "numpy"):
        raise RdropError(f"runtime must be onnxruntime or numpy but was {runtime!r}")
    if runtime != "numpy":
        try:
            import onnxruntime
        except ImportError as error:
            if runtime == "onnxruntime":
                raise RdropError(f"onnxruntime is not installed: {error}") from error
        else:
            return _OnnxRuntime(onnxruntime, content)
    from .numpy_graph import NumpyGraph

    return NumpyGraph(content)


class _OnnxRuntime:
    def __init__(self, onnxruntime, content):
        options = onnxruntime.SessionOptions()
        options.log_severity_level = 3  # it would warn of each input that has a default
        try:
            self._session = onnxruntime.InferenceSession(content, options, providers=["CPUExecutionProvider"])
        except Exception as error:  # of a native library
            raise RdropError(f"model.onnx cannot be opened: {error}") from error

    def run(self, output, inputs):
        return self._session.run([output], inputs)[0]
