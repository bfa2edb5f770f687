"""Predictions are those of the job: its own answers stand in each version's probe.json.

RDROP_VERSIONS names a folder of registries, one of each kind of model; the project's Java tests write it
(target/python-client).
"""

import importlib.util
import json
import os
import shutil
import tempfile
import unittest

import numpy

import rdrop_predict
from rdrop_predict import encode

VERSIONS = os.environ.get("RDROP_VERSIONS", os.path.join(os.path.dirname(__file__), "../../../target/python-client"))
RUNTIMES = ["numpy"] + (["onnxruntime"] if importlib.util.find_spec("onnxruntime") else [])
TOLERANCE = 1e-5


def kinds():
    found = sorted(name for name in os.listdir(VERSIONS) if os.path.isdir(os.path.join(VERSIONS, name)))
    if len(found) < 12:
        raise AssertionError(f"{VERSIONS} must have a registry of each kind of model but has {found}")
    return found


def directory(kind):
    return os.path.join(VERSIONS, kind, "m")


def file(kind, name):
    with open(os.path.join(directory(kind), "00000001", name), encoding="utf-8") as opened:
        return json.load(opened)


def record(row, encoder):
    """A record as a client has it, of one in a probe."""
    if row.get("text") is not None:
        return row["text"]
    numbers, categories = iter(row["numbers"]), iter(row["categories"])
    values = [next(numbers if c["type"] == "numeric" else categories) for c in encoder["columns"]]
    return {c["name"]: None if v == "NaN" else v for c, v in zip(encoder["columns"], values)}


def records(probe, encoder):
    if "records" in probe:
        return [record(row, encoder) for row in probe["records"]]
    return [(numpy.array(row) * 255).round() for row in probe["inputs"]]  # of images


def expected(kind, probe, encoder):
    if "probabilities" in probe:
        return numpy.array(probe["probabilities"])
    values = numpy.array(probe["values"])[:, 0]
    # Of a single network they are on its scale.
    return values * encoder["target"]["deviation"] + encoder["target"]["mean"] if "target" in encoder else values


class Probes(unittest.TestCase):
    def test_every_kind_of_model_predicts_what_the_job_predicted(self):
        for kind in kinds():
            for runtime in RUNTIMES:
                with self.subTest(kind=kind, runtime=runtime):
                    probe, encoder = file(kind, "probe.json"), file(kind, "encoder.json")
                    model = rdrop_predict.load(directory(kind), version=1, runtime=runtime)
                    rows = records(probe, encoder)
                    histories = None
                    if "records" in probe and "history" in probe["records"][0]:
                        histories = [row["history"] for row in probe["records"]]

                    outputs = model._loaded.run(rows, histories)

                    wanted = expected(kind, probe, encoder)
                    self.assertGreater(len(wanted), 0)
                    away = numpy.abs(outputs - wanted) / numpy.maximum(1, numpy.abs(wanted))
                    self.assertLess(away.max(), TOLERANCE)

    def test_a_record_alone_is_predicted_as_among_others(self):
        for kind in kinds():
            for runtime in RUNTIMES:
                with self.subTest(kind=kind, runtime=runtime):
                    probe, encoder = file(kind, "probe.json"), file(kind, "encoder.json")
                    model = rdrop_predict.load(directory(kind), runtime=runtime)
                    rows = records(probe, encoder)
                    together = model.predict_many(rows)
                    for row, among in zip(rows, together):
                        alone = model.predict(row)
                        if model.classes:
                            self.assertAlmostEqual(sum(alone.probabilities.values()), 1, places=5)
                            for name in model.classes:
                                self.assertAlmostEqual(alone.probabilities[name], among.probabilities[name], places=5)
                            self.assertEqual(alone.probability, max(alone.probabilities.values()))
                        else:
                            self.assertAlmostEqual(alone.number / among.number, 1, places=5)

    def test_both_runtimes_are_there_where_they_are_promised(self):
        wanted = os.environ.get("RDROP_RUNTIMES")
        if wanted:
            self.assertEqual(RUNTIMES, wanted.split(","))


class Models(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        self.model = os.path.join(self.folder.name, "models", "m")
        shutil.copytree(directory("TABLE"), self.model)

    def add(self, number, of="TABLE"):
        """Another version, and `latest` names it."""
        into = os.path.join(self.model, f"{number:08d}")
        shutil.copytree(os.path.join(directory(of), "00000001"), into)
        path = os.path.join(into, "manifest.json")
        with open(path, encoding="utf-8") as opened:
            manifest = json.load(opened)
        manifest["version"] = number
        with open(path, "w", encoding="utf-8") as opened:
            json.dump(manifest, opened)
        self.name_latest(number)
        return into

    def name_latest(self, number):
        with open(os.path.join(self.model, "latest"), "w", encoding="ascii") as opened:
            opened.write(f"{number}\n")

    def load(self, **settings):
        return rdrop_predict.load(self.model, runtime="numpy", **settings)

    def test_follows_latest_also_back(self):
        model = self.load(follow=0)
        row = {"x": 1.0, "y": None, "c": "k1"}
        self.assertEqual(model.predict(row).version, 1)
        self.add(2)
        self.assertEqual(model.predict(row).version, 2)
        self.name_latest(1)
        self.assertEqual(model.predict(row).version, 1)

    def test_stays_at_a_version_that_is_asked_for(self):
        model = self.load(version=1, follow=0)
        self.add(2)
        self.assertEqual(model.predict([1, 2, "k1"]).version, 1)

    def test_stays_at_the_old_version_if_the_new_one_is_damaged(self):
        model = self.load(follow=0)
        damaged = os.path.join(self.add(2), "model.onnx")
        with open(damaged, "r+b") as opened:
            opened.seek(100)
            opened.write(b"x")
        with self.assertWarnsRegex(RuntimeWarning, "model.onnx must have SHA-256"):
            self.assertEqual(model.predict([1, 2, "k1"]).version, 1)
        with self.assertRaisesRegex(rdrop_predict.RdropError, "model.onnx must have SHA-256"):
            self.load()

    def test_says_what_is_wrong_with_a_record(self):
        model = self.load()
        wrong = [
            ({"x": 1, "y": 2}, r"lacks \['c'\]"),
            ({"x": 1, "y": 2, "c": "k", "z": 3}, r"has also \['z'\]"),
            ([1, 2], "must have 3 values"),
            (["1", 2, "k"], "column x must be a number but was '1'"),
            ([1, float("inf"), "k"], "column y must be finite"),
            ("text", "must be a dict or a sequence"),
        ]
        for record, message in wrong:
            with self.subTest(record=record), self.assertRaisesRegex(rdrop_predict.RdropError, message):
                model.predict(record)

    def test_a_record_may_have_several_forms(self):
        model = self.load()
        expected = model.predict([1.5, 2, "k1"]).probabilities
        for record in ({"x": 1.5, "y": 2, "c": "k1"}, {"features": [1.5, 2, "k1"], "label": "a"}, (1.5, 2, "k1")):
            self.assertEqual(model.predict(record).probabilities, expected)
        self.assertEqual(set(expected), {"a", "b", "c"})
        self.assertNotEqual(model.predict([None, 2, "k1"]).probabilities, expected)

    def test_says_where_there_is_no_model(self):
        with self.assertRaisesRegex(rdrop_predict.RdropError, r"it is a registry of \['m'\]"):
            rdrop_predict.load(os.path.dirname(self.model))
        with self.assertRaisesRegex(rdrop_predict.RdropError, "is not there"):
            rdrop_predict.load(os.path.join(self.model, "none"))
        with self.assertRaisesRegex(rdrop_predict.RdropError, "cannot be read"):
            self.load(version=7)

    def test_earlier_labels_that_are_not_given_are_those_that_the_model_ended_with(self):
        probe = file("HISTORY", "probe.json")
        encoder = file("HISTORY", "encoder.json")
        model = rdrop_predict.load(directory("HISTORY"), runtime="numpy")
        rows = records(probe, encoder)[:1]
        latest = encoder["latest-targets"]
        numpy.testing.assert_array_equal(model._loaded.run(rows, [latest]), model._loaded.run(rows))
        other = [[(int(label) + 1) % 3 for label in latest]]
        self.assertTrue((model._loaded.run(rows, other) != model._loaded.run(rows)).any())


class Encoding(unittest.TestCase):
    def test_words_are_those_of_lucene(self):
        with open(os.path.join(VERSIONS, "words.json"), encoding="utf-8") as opened:
            cases = json.load(opened)
        self.assertGreater(len(cases), 100)
        for case in cases:
            with self.subTest(analyzer=case["analyzer"], text=case["text"]):
                self.assertEqual(encode.words.of(case["analyzer"])(case["text"]), case["words"])


if __name__ == "__main__":
    unittest.main()
