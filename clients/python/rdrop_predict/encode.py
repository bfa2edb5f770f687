"""Records to inputs of model.onnx, as encoder.json says."""

import hashlib
import math
import re

import numpy

from . import words
from .registry import RdropError


def of(description, config):
    """The encoder of a version."""
    kind = description.get("encoder")
    if kind == "tabular":
        return Table(description, config)
    if kind == "image":
        return Image(description)
    if kind == "bag of words":
        return Bag(description)
    if kind == "sequence of words":
        return Sequence(description)
    if kind == "terms with rows of their own":
        return Terms(description)
    raise RdropError(f"encoder.json is of an encoder {kind!r}, which this release does not know")


def histories(rows, of_classes):
    """Earlier labels of each record as the graph takes them; None or NaN is none."""
    if of_classes:
        known = [[-1 if _is_missing(value) else int(value) for value in row] for row in rows]
        return numpy.array(known, dtype=numpy.int64)
    known = [[math.nan if _is_missing(value) else float(value) for value in row] for row in rows]
    return numpy.array(known, dtype=numpy.float64)


def _is_missing(value):
    return value is None or (isinstance(value, float) and math.isnan(value)) or value == "NaN"


def _features(record):
    return record["features"] if isinstance(record, dict) and "features" in record else record


def bucket(text, buckets):
    """FNV-1a of 32 bits over UTF-8, MurmurHash3's finaliser, modulo buckets."""
    value = 0x811C9DC5
    # A lone surrogate is what Java makes of it: a question mark.
    for byte in text.encode("utf-8", "replace"):
        value = ((value ^ byte) * 0x01000193) & 0xFFFFFFFF
    value = ((value ^ (value >> 16)) * 0x85EBCA6B) & 0xFFFFFFFF
    value = ((value ^ (value >> 13)) * 0xC2B2AE35) & 0xFFFFFFFF
    return (value ^ (value >> 16)) % buckets


class Table:
    """Rows of a table."""

    def __init__(self, description, config):
        self.columns = description["columns"]
        self.slots = description["one-hot-categories"]
        self.buckets = description["hash-buckets"]
        self.dictionaries = {
            column["name"]: {category: slot for slot, category in enumerate(column["categories"])}
            for column in self.columns
            if column["type"] == "categorical"
        }
        found = re.search(r"^  max-category-bytes: (\d+)", config, re.MULTILINE)
        self.max_category_bytes = int(found.group(1)) if found else 256

    def inputs(self, records):
        numbers, categories = [], []
        for record in records:
            row = self._row(_features(record))
            pairs = list(zip(self.columns, row))
            numbers.append([self._number(c, v) for c, v in pairs if c["type"] == "numeric"])
            categories.append([self._slot(c, v) for c, v in pairs if c["type"] == "categorical"])
        inputs = {}
        if numbers[0]:
            inputs["numbers"] = numpy.array(numbers, dtype=numpy.float64)
        if categories[0]:
            inputs["categories"] = numpy.array(categories, dtype=numpy.int64)
        return inputs

    def _row(self, features):
        names = [column["name"] for column in self.columns]
        if isinstance(features, dict):
            absent = [name for name in names if name not in features]
            strange = [name for name in features if name not in names]
            if absent or strange:
                raise RdropError(f"a record must have the columns {names} but lacks {absent} and has also {strange}")
            return [features[name] for name in names]
        if isinstance(features, (str, bytes)) or not hasattr(features, "__len__"):
            raise RdropError(f"a record must be a dict or a sequence of {names} but was {features!r}")
        if len(features) != len(names):
            raise RdropError(f"a record must have {len(names)} values, of {names}, but had {len(features)}")
        return list(features)

    @staticmethod
    def _number(column, value):
        if _is_missing(value):
            return math.nan
        if isinstance(value, (bool, str, bytes)):
            raise RdropError(f"column {column['name']} must be a number but was {value!r}")
        try:
            number = float(value)
        except (TypeError, ValueError):
            raise RdropError(f"column {column['name']} must be a number but was {value!r}") from None
        if math.isinf(number):
            raise RdropError(f"column {column['name']} must be finite but was {value!r}")
        return number

    def _slot(self, column, value):
        if value is None:
            return -1
        if isinstance(value, bool):
            value = "true" if value else "false"
        elif not isinstance(value, str):
            value = str(value)
        encoded = value.encode("utf-8", "replace")
        if len(encoded) > self.max_category_bytes:
            value = "sha-256:" + hashlib.sha256(encoded).hexdigest()
        slot = self.dictionaries[column["name"]].get(value)
        return self.slots + bucket(value, self.buckets) if slot is None else slot


class Image:
    """Images."""

    def __init__(self, description):
        self.shape = tuple(description["shape"])

    def inputs(self, records):
        images = []
        for record in records:
            try:
                pixels = numpy.asarray(_features(record), dtype=numpy.float32)
            except (TypeError, ValueError):
                raise RdropError(f"an image must be numbers but was {str(record)[:80]!r}") from None
            if pixels.size != math.prod(self.shape):
                raise RdropError(f"an image must have {self.shape} pixels but had {pixels.shape}")
            if not (pixels >= 0).all() or not (pixels <= 255).all():
                raise RdropError("an image's pixels must be from 0 to 255")
            images.append(pixels.reshape(self.shape))
        return {"image": numpy.stack(images)}


def _texts(records):
    for record in records:
        text = _features(record)
        if not isinstance(text, str):
            raise RdropError(f"a text must be a str but was {text!r}")
        yield text


def _padded(rows, dtype, filler):
    width = max(1, max(len(row) for row in rows))
    return numpy.array([list(row) + [filler] * (width - len(row)) for row in rows], dtype=dtype)


class Bag:
    """Texts whose terms are hashed."""

    def __init__(self, description):
        self.words = words.of(description["analyzer"])
        self.ngrams = description["ngrams"]
        self.buckets = description["buckets"]
        self.weighting = description["weighting"]
        self.normalise = description["normalise"] != "no"

    def _row(self, text):
        known = self.words(text)
        counts = {}
        for first in range(len(known)):
            for last in range(first, min(len(known), first + self.ngrams)):
                term = " ".join(known[first : last + 1])
                counts[term] = counts.get(term, 0) + 1
        values = {}
        for term, count in counts.items():
            place = bucket(term, self.buckets)
            values[place] = values.get(place, numpy.float32(0)) + self._weight(count)
        if self.normalise and values:
            norm = math.sqrt(sum(float(value) ** 2 for value in values.values()))
            values = {place: numpy.float32(float(value) / norm) for place, value in values.items()}
        return values

    def _weight(self, count):
        if self.weighting.startswith("1 per distinct"):
            return numpy.float32(1)
        if self.weighting.startswith("1 + ln"):
            return numpy.float32(1 + math.log(count))
        return numpy.float32(count)

    def inputs(self, records):
        rows = [self._row(text) for text in _texts(records)]
        return {
            "buckets": _padded([list(row) for row in rows], numpy.int64, self.buckets),
            "values": _padded([list(row.values()) for row in rows], numpy.float32, 0),
        }


class Sequence:
    """Texts as numbers of their words."""

    def __init__(self, description):
        numbers = description["numbers"]
        self.words = words.of(description["analyzer"])
        self.length = description["length"]
        self.filler = description["filled-with"]
        self.unknown = numbers["unknown word, or no word at all"]
        first = numbers["first word of the vocabulary"]
        self.vocabulary = {word: first + i for i, word in enumerate(description["vocabulary"])}

    def inputs(self, records):
        rows = []
        for text in _texts(records):
            known = self.words(text)[: self.length]
            row = [self.vocabulary.get(word, self.unknown) for word in known] or [self.unknown]
            rows.append(row + [self.filler] * (self.length - len(row)))
        return {"tokens": numpy.array(rows, dtype=numpy.int64)}


class Terms:
    """Texts whose terms have rows of their own."""

    GRAM = 4

    def __init__(self, description):
        self.words = words.of(description["analyzer"])
        self.texts = description["texts"]
        self.known = description["row and texts by term"]

    def _terms(self, text):
        known = self.words(text)
        yield from known
        for first, second in zip(known, known[1:]):
            yield first + " " + second
        for word in known:
            units = ("<" + word + ">").encode("utf-16-le", "surrogatepass")
            for at in range(0, len(units) - 2 * self.GRAM + 2, 2):
                yield " " + units[at : at + 2 * self.GRAM].decode("utf-16-le", "surrogatepass")

    def _square(self, with_term):
        return math.log((self.texts + 2.0) / (with_term + 1.0))

    def _row(self, text):
        places, squares, grams, strange = [], [], [], set()
        seen = set()
        for term in self._terms(text):
            entry = self.known.get(term)
            if entry is None:
                strange.add(term)
            elif entry[0] not in seen:
                seen.add(entry[0])
                places.append(entry[0])
                squares.append(float(numpy.float32(self._square(entry[1]))))
                grams.append(1 if term.startswith(" ") else 0)
        norm = math.sqrt(len(strange) * self._square(0) + sum(squares))
        return places, [math.sqrt(square) / norm for square in squares], grams

    def inputs(self, records):
        rows = [self._row(text) for text in _texts(records)]
        return {
            "terms": _padded([row[0] for row in rows], numpy.int64, -1),
            "values": _padded([row[1] for row in rows], numpy.float32, 0),
            "grams": _padded([row[2] for row in rows], numpy.int64, 0),
        }
