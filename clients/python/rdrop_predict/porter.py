"""M. F. Porter, An algorithm for suffix stripping, 1980, with its author's two later departures, as Lucene has it."""

_STEP_3 = (
    ("a", (("ational", "ate"), ("tional", "tion"))),
    ("c", (("enci", "ence"), ("anci", "ance"))),
    ("e", (("izer", "ize"),)),
    ("l", (("bli", "ble"), ("alli", "al"), ("entli", "ent"), ("eli", "e"), ("ousli", "ous"))),
    ("o", (("ization", "ize"), ("ation", "ate"), ("ator", "ate"))),
    ("s", (("alism", "al"), ("iveness", "ive"), ("fulness", "ful"), ("ousness", "ous"))),
    ("t", (("aliti", "al"), ("iviti", "ive"), ("biliti", "ble"))),
    ("g", (("logi", "log"),)),
)
_STEP_4 = (
    ("icate", "ic"),
    ("ative", ""),
    ("alize", "al"),
    ("iciti", "ic"),
    ("ical", "ic"),
    ("ful", ""),
    ("ness", ""),
)
_STEP_5 = (
    ("a", ("al",)),
    ("c", ("ance", "ence")),
    ("e", ("er",)),
    ("i", ("ic",)),
    ("l", ("able", "ible")),
    ("n", ("ant", "ement", "ment", "ent")),
    ("o", ("ion", "ou")),
    ("s", ("ism",)),
    ("t", ("ate", "iti")),
    ("u", ("ous",)),
    ("v", ("ive",)),
    ("z", ("ize",)),
)


def _is_consonant(word, at):
    if word[at] in "aeiou":
        return False
    return at == 0 or not _is_consonant(word, at - 1) if word[at] == "y" else True


def _measure(stem):
    """How often consonants follow vowels."""
    kinds = [_is_consonant(stem, at) for at in range(len(stem))]
    return sum(1 for before, after in zip(kinds, kinds[1:]) if after and not before)


def _has_vowel(stem):
    return any(not _is_consonant(stem, at) for at in range(len(stem)))


def _is_doubled(word):
    return len(word) > 1 and word[-1] == word[-2] and _is_consonant(word, len(word) - 1)


def _is_short(word):
    """Ends with consonant, vowel, consonant, the last of which is not w, x or y."""
    at = len(word) - 1
    return (
        at >= 2
        and _is_consonant(word, at)
        and not _is_consonant(word, at - 1)
        and _is_consonant(word, at - 2)
        and word[at] not in "wxy"
    )


def _plurals(word):
    if word.endswith("sses"):
        return word[:-2]
    if word.endswith("ies"):
        return word[:-2]
    return word[:-1] if word.endswith("s") and not word.endswith("ss") else word


def _participles(word):
    if word.endswith("eed"):
        return word[:-1] if _measure(word[:-3]) > 0 else word
    for suffix in ("ed", "ing"):
        if word.endswith(suffix):
            stem = word[: -len(suffix)]
            return _mended(stem) if _has_vowel(stem) else word
    return word


def _mended(stem):
    if stem.endswith(("at", "bl", "iz")):
        return stem + "e"
    if _is_doubled(stem):
        return stem if stem[-1] in "lsz" else stem[:-1]
    return stem + "e" if _measure(stem) == 1 and _is_short(stem) else stem


def _replaced(word, suffixes):
    for suffix, by in suffixes:
        if word.endswith(suffix):
            stem = word[: -len(suffix)]
            return stem + by if _measure(stem) > 0 else word
    return word


def _of(groups, letter):
    return next((suffixes for kind, suffixes in groups if kind == letter), ())


def _stripped(word):
    for suffix in _of(_STEP_5, word[-2]):
        if word.endswith(suffix):
            stem = word[: -len(suffix)]
            if suffix == "ion" and not stem.endswith(("s", "t")):
                continue
            return stem if _measure(stem) > 1 else word
    return word


def _tidied(word):
    if word.endswith("e"):
        count = _measure(word[:-1])
        if count > 1 or (count == 1 and not _is_short(word[:-1])):
            word = word[:-1]
    if word.endswith("l") and _is_doubled(word) and _measure(word[:-1]) > 1:
        word = word[:-1]
    return word


def stem(word):
    """The stem of a word in lower case; one of two letters or fewer is its own."""
    if len(word) <= 2:
        return word
    word = _participles(_plurals(word))
    if word.endswith("y") and _has_vowel(word[:-1]):
        word = word[:-1] + "i"
    if len(word) > 1:
        word = _replaced(word, _of(_STEP_3, word[-2]))
        word = _replaced(word, _STEP_4)
    if len(word) > 1:
        word = _stripped(word)
    return _tidied(word)
