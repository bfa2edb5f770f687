"""Predictions by the models of rdrop-stream, from the files of a registry.

    import rdrop_predict
    print(rdrop_predict.load("models/default").predict({"x": 1.5, "y": 20, "c": "k3"}))
"""

from .model import Model, Prediction, load
from .registry import RdropError

__all__ = ["Model", "Prediction", "RdropError", "load"]
