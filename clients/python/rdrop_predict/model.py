"""A model that predicts."""

import dataclasses
import os
import threading
import time
import typing
import warnings

import numpy

from . import encode, graph
from .registry import RdropError, Version, latest


@dataclasses.dataclass(frozen=True)
class Prediction:
    """What a version says of a record: a class, or a number.

    label: the most probable class; None of a number
    probability: its probability; None of a number
    probabilities: of every class, in the model's order; empty of a number
    number: None of a class
    version: which version said it
    """

    label: typing.Optional[str]
    probability: typing.Optional[float]
    probabilities: typing.Dict[str, float]
    number: typing.Optional[float]
    version: int


class _Loaded:
    """A version, opened."""

    def __init__(self, directory, number, runtime):
        version = Version(directory, number)
        if not version.has("model.onnx"):
            raise RdropError(
                f"version {number} in {directory} has no model.onnx: the job's registry.onnx is false, or no"
                " operators are known for its network, or it is of an older release"
            )
        self.number = number
        self.manifest_sha256 = version.manifest_sha256
        self.probe = version.json("probe.json")
        self.classes = self.probe["classes"]
        self.encoder = encode.of(version.json("encoder.json"), version.read("config.yaml").decode("utf-8"))
        self.session = graph.session(version.read("model.onnx"), runtime)

    def run(self, records, histories=None):
        """[rows, classes] probabilities, or [rows] numbers."""
        inputs = self.encoder.inputs(records)
        if histories is not None:
            name = "labels" if self.classes else "targets"
            inputs[name] = encode.histories(histories, bool(self.classes))
        output = "probabilities" if self.classes else "prediction"
        return self.session.run(output, inputs)


class Model:
    """A model in a registry: one version, or always the latest. Thread-safe."""

    def __init__(self, directory, version, follow, runtime):
        self._directory = os.fspath(directory)
        self._runtime = runtime
        self._follow = None if version is not None else follow
        self._lock = threading.Lock()
        number = latest(self._directory) if version is None else version
        self._loaded = _Loaded(self._directory, number, runtime)
        self._looked = time.monotonic()

    @property
    def version(self):
        """Number of the version in use."""
        return self._loaded.number

    @property
    def manifest_sha256(self):
        """SHA-256 of its manifest, and so of all that it is."""
        return self._loaded.manifest_sha256

    @property
    def classes(self):
        """In the order of the probabilities; empty of a model of numbers."""
        return list(self._loaded.classes)

    def refresh(self):
        """Goes over to the latest version; True if it is another one. One that cannot be used raises RdropError."""
        with self._lock:
            self._looked = time.monotonic()
            number = latest(self._directory)
            if number == self._loaded.number:
                return False
            self._loaded = _Loaded(self._directory, number, self._runtime)
            return True

    def _current(self):
        if self._follow is not None and time.monotonic() - self._looked >= self._follow:
            try:
                self.refresh()
            except RdropError as error:
                warnings.warn(f"stays at version {self.version}: {error}", RuntimeWarning, stacklevel=3)
        return self._loaded

    def predict(self, record):
        """A Prediction of a record: see `predict_many`."""
        return self.predict_many([record])[0]

    def predict_many(self, records):
        """Predictions of records.

        A record of a table is a dict by column, a sequence in the columns' order, or either under the key `features`;
        None is a missing value. A text is a str. An image is an array of pixels, 0 to 255, in the order channels,
        rows, columns.

        Raises RdropError if one of them is none of this model.
        """
        records = list(records)
        if not records:
            return []
        loaded = self._current()
        outputs = loaded.run(records)
        predictions = []
        for row in outputs:
            if loaded.classes:
                best = int(numpy.argmax(row))
                probabilities = dict(zip(loaded.classes, map(float, row)))
                label = loaded.classes[best]
                predictions.append(Prediction(label, probabilities[label], probabilities, None, loaded.number))
            else:
                predictions.append(Prediction(None, None, {}, float(row), loaded.number))
        return predictions


def load(directory, version=None, follow=2.0, runtime=None):
    """Opens a model.

    directory: of the model in its registry, such as "models/default"
    version: this one, whatever comes after it; None for the latest
    follow: seconds after which a prediction looks for a newer version first; None to stay until `refresh`
    runtime: "onnxruntime", "numpy", or None for the first of them that is installed

    Raises RdropError if there is none, or a file is not what the manifest says.
    """
    return Model(directory, version, follow, runtime)
