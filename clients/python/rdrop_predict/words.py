"""Texts to words, as Lucene's analysers find them.

What kinds of characters Lucene tells apart is in word_break.txt, which a test of the project makes by asking it; how
they form words is Unicode's standard annex 29. Words have at most 255 characters.
"""

import bisect
import functools
import os
import re
import unicodedata

from . import porter
from .registry import RdropError

_MOST = 255
_JOINER = 0x200D
_POSSESSIVE = re.compile("['\u2019\uff07][sS]$")
_STOP_WORDS = frozenset(
    "a an and are as at be but by for if in into is it no not of on or such that the their then there these they this"
    " to was will with".split()
)


def of(analyzer):
    """The analyser that encoder.json describes: a function from a text to its words."""
    kind = analyzer.split(", ", 1)[-1]
    if kind == "StandardAnalyzer without stop words":
        return standard
    if kind == "EnglishAnalyzer":
        return english
    if kind == "WhitespaceAnalyzer":
        return whitespace
    raise RdropError(f"encoder.json names the analyser {analyzer!r}, which this release does not know")


def standard(text):
    """Words in lower case."""
    return [_lower(word) for word in _tokens(text)]


def english(text):
    """Stems of English words."""
    words = (_lower(_POSSESSIVE.sub("", word)) for word in _tokens(text))
    return [porter.stem(word) for word in words if word not in _STOP_WORDS]


def whitespace(text):
    """What stands between blanks."""
    words, word = [], ""
    for character in text:
        if _is_blank(character):
            words.append(word)
            word = ""
        else:
            word += character
            if len(word) == _MOST:
                words.append(word)
                word = ""
    words.append(word)
    return [word for word in words if word]


def _is_blank(character):
    if character in "\t\n\x0b\x0c\r\x1c\x1d\x1e\x1f":
        return True
    return unicodedata.category(character) in ("Zs", "Zl", "Zp") and character not in "\u00a0\u2007\u202f"


def _lower(word):
    """Character by character: what stands beside one changes nothing."""
    if word.isascii():
        return word.lower()
    return "".join("i" if character == "\u0130" else character.lower() for character in word)


@functools.lru_cache(maxsize=None)
def _table():
    starts, ends, kinds = [], [], []
    path = os.path.join(os.path.dirname(__file__), "word_break.txt")
    with open(path, encoding="ascii") as file:
        for line in file:
            if not line.startswith("#"):
                start, end, kind = line.split()
                starts.append(int(start, 16))
                ends.append(int(end, 16))
                kinds.append(kind)
    return starts, ends, kinds


@functools.lru_cache(maxsize=1 << 14)
def _kind(character):
    if ord(character) == _JOINER:
        return "z"
    starts, ends, kinds = _table()
    at = bisect.bisect_right(starts, ord(character)) - 1
    return kinds[at] if at >= 0 and ord(character) <= ends[at] else "o"


def _rules():
    """Of kinds of characters, one letter each; what extends a character stands behind it."""

    def extended(kinds):
        return f"[{kinds}][ezT]*"

    joins = f"(?:{extended('X')})"
    digit = f"{extended('N')}(?:{extended('ndq')}(?=N))?"
    letter = f"{extended('A')}(?:{extended('mdq')}(?=[AH]))?"
    hebrew = f"{extended('H')}(?:{extended('Q')}(?=H)|{extended('mdq')}(?=[AH])|{extended('q')})?"
    core = f"(?:{digit}|{letter}|{hebrew})+"
    katakana = f"{extended('K')}(?:{joins}*{extended('K')})*"
    word = f"{joins}*(?:{katakana}|{core})(?:{joins}+(?:{katakana}|{core}))*{joins}*"
    run = "[ST][STez]*"
    alone = extended("I")
    pictograph = "z?P[ezT]*(?:(?<=z)P[ezT]*)*"
    flag = "R[ezT]*R[ezT]*"
    return [re.compile(rule) for rule in (word, run, alone, pictograph, flag)]


_RULES = _rules()


def _tokens(text):
    kinds = "".join(map(_kind, text))
    tokens = []
    at = 0
    while at < len(text):
        end = at
        limit = min(len(text), at + _MOST)
        for rule in _RULES:
            found = rule.match(kinds, at, limit)
            if found and found.end() > end:
                end = found.end()
        if end > at:
            tokens.append(text[at:end])
            at = end
        else:
            at += 1
    return tokens
