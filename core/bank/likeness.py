"""Do two questions ask the same thing? Pure text work, for Chinese and whatever stands among it.

A text becomes the set of its pairs of neighbouring signs (shingles) after what every question says is taken out:
blanks, punctuation, polite openings, the way of asking. Two questions are near duplicates when their stems overlap,
their right answers agree, and neither asks for the opposite nor names something that the other does not.
"""

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import pairwise

from core.courses.service import NewQuestion

ALIKE = 0.55
"""From this likeness on two questions are taken to ask the same."""

STEM = 0.65
"""How much the stems weigh; the rest is the options."""

SWAPPED = 0.5
"""What is left of the likeness where one stem names something else in the same place."""

SHARED = 0.3
"""Share of the rarer shingles that a candidate must have in common to be looked at closely."""

COMMON = 0.1
"""A shingle of more than this share of the bank finds too many to be of use."""

DIGITS = {sign: value for value, sign in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
SCALES = {"十": 10, "百": 100, "千": 1000}
NUMERAL = re.compile("[〇零一二两三四五六七八九十百千]+")
BLANK = re.compile(r"[（(]\s*[)）]|_+")
OPENING = re.compile(
    r"^(根据|依据|依照|按照)[^，,]{0,24}[，,]|^[^，,]{2,24}(规定|指出|明确|要求)[，,：:]|《[^》]*》(规定[，,]?)?"
)
ASKING = re.compile(
    "下列|以下|下面|各项|选项|说法|表述|叙述|理解|做法|哪一项|哪些|哪项|哪个|哪一天|何时|什么|多少|几个|分别|有关|关于|"
    "可以概括|概括|属于|包括|种类|正确|我国|中华人民共和国|中国|规定|一般|可以|应当|应|须|必须|依法|或者|除|还|外|有权|行使|职权|活动|机关中|的|是|为|有|在|从|起|将|对|中|其|该|了|吗|呢"
)
OPPOSITE = re.compile("不正确|错误|有误|不属于|不包括|不包含|不符合|不是|除外")
CLAUSE = re.compile("[,，;；]")
LONG = 2
"""Signs from which on a word says enough to be compared in part."""


@dataclass(frozen=True, slots=True)
class Features:
    """What of a question is compared."""

    type: str
    stem: frozenset[str]
    right: frozenset[str]
    options: frozenset[str]
    truth: frozenset[int]
    opposite: bool
    figures: frozenset[str]
    """The numbers that the stem names."""
    text: str
    """The stem's own words in order."""


@dataclass(frozen=True, slots=True)
class Twin:
    """A question that asks nearly the same, and how alike the two are, from 0 to 1."""

    code: str
    likeness: float


def features_of(question: NewQuestion) -> Features:
    """Return what is compared of a question."""
    stem = plain(BLANK.sub("", OPENING.sub("", unicodedata.normalize("NFKC", question.stem))))
    words = ASKING.sub("", stem) or stem
    right = question.accepted or tuple(
        question.options[index] for index in sorted(question.key) if question.options
    )
    return Features(
        type=question.type,
        stem=_shingles(words),
        right=frozenset(plain(text) for text in right),
        options=frozenset(plain(text) for text in question.options),
        truth=question.key if question.type == "true_false" else frozenset(),
        opposite=_asks_opposite(unicodedata.normalize("NFKC", question.stem)),
        figures=frozenset(re.findall(r"\d+", stem)),
        text=words,
    )


def plain(text: str) -> str:
    """Return a text's letters and figures alone, small, full-width signs narrowed, Chinese numerals as figures."""
    known = NUMERAL.sub(lambda found: _figure(found[0]), unicodedata.normalize("NFKC", text).casefold())
    return "".join(sign for sign in known if sign.isalnum())


def likeness(one: Features, other: Features) -> float:
    """Return how alike two questions are: 0 where they ask for different things, 1 for the same words."""
    if one.type != other.type or one.opposite is not other.opposite or one.truth != other.truth:
        return 0.0
    if one.type == "true_false":
        alike = _dice(one.stem, other.stem) if one.figures == other.figures else 0.0
    else:
        alike = _weighed(one, other)
    return alike * SWAPPED if alike >= ALIKE and _is_swapped(one.text, other.text) else alike


def _weighed(one: Features, other: Features) -> float:
    """Stems and options together, where the right answers agree; the stems come first, since they rule out most."""
    stems = STEM * _overlap(one.stem, other.stem)
    if stems + (1 - STEM) < ALIKE or _same_texts(one.right, other.right) < ALIKE:
        return 0.0
    return stems + (1 - STEM) * _same_texts(one.options, other.options)


class Index:
    """Questions by their shingles, so that one is compared with those alone that share its rarer ones."""

    def __init__(self, questions: Iterable[tuple[str, Features]]) -> None:
        """Take each question's code with its features."""
        self.known: dict[str, Features] = {}
        self.places: defaultdict[str, list[str]] = defaultdict(list)
        for code, features in questions:
            self.add(code, features)

    def add(self, code: str, features: Features) -> None:
        """Put a question in, or a new wording in the place of the old."""
        self.known[code] = features
        for shingle in features.stem:
            self.places[shingle].append(code)

    def twins(self, code: str, features: Features) -> tuple[Twin, ...]:
        """Return the near duplicates of a question, the likest first; itself is left out."""
        found = (
            Twin(other, likeness(features, self.known[other])) for other in self._near(features) - {code}
        )
        return tuple(sorted((t for t in found if t.likeness >= ALIKE), key=lambda t: (-t.likeness, t.code)))

    def _near(self, features: Features) -> set[str]:
        most = max(20, int(len(self.known) * COMMON))
        rare = [self.places[s] for s in features.stem if s in self.places and len(self.places[s]) <= most]
        shared = Counter(code for codes in rare for code in set(codes))
        return {code for code, count in shared.items() if count >= SHARED * min(len(rare), 10)}


def _is_swapped(one: str, other: str) -> bool:
    """Tell whether the stems differ by words put in the place of others and by nothing else: the same said of another thing.

    Somebody who rewords a question adds and leaves out words too.
    """
    changes = SequenceMatcher(None, one, other, autojunk=False).get_opcodes()
    if any(kind in {"insert", "delete"} for kind, *_ in changes):
        return False
    replaced = [(one[a:b], other[c:d]) for kind, a, b, c, d in changes if kind == "replace"]
    return any(min(len(a), len(b)) >= LONG and not set(a) & set(b) for a, b in replaced)


def _asks_opposite(stem: str) -> bool:
    """Tell whether the last clause asks for what does not hold."""
    return bool(OPPOSITE.search(CLAUSE.split(stem)[-1]))


def _shingles(text: str) -> frozenset[str]:
    return frozenset(a + b for a, b in pairwise(text)) or frozenset({text})


def _overlap(one: frozenset[str], other: frozenset[str]) -> float:
    """Dice's measure, raised where the shorter text lies wholly in the longer."""
    inside = len(one & other) / min(len(one), len(other))
    return max(_dice(one, other), inside * inside)


def _dice(one: frozenset[str], other: frozenset[str]) -> float:
    return 2 * len(one & other) / (len(one) + len(other))


def _same_texts(one: frozenset[str], other: frozenset[str]) -> float:
    """The share of texts that have their like on the other side."""
    if not one and not other:
        return 1.0
    if not one or not other:
        return 0.0
    matched = sum(max(_alike(a, b) for b in other) for a in one) + sum(
        max(_alike(a, b) for b in one) for a in other
    )
    return matched / (len(one) + len(other))


def _alike(one: str, other: str) -> float:
    if one == other:
        return 1.0
    if min(len(one), len(other)) <= LONG or set(re.findall(r"\d+", one)) != set(re.findall(r"\d+", other)):
        return 0.0
    return _dice(_shingles(one), _shingles(other))


def _figure(numeral: str) -> str:
    if not any(sign in SCALES for sign in numeral):
        return "".join(str(DIGITS[sign]) for sign in numeral)
    return str(sum(_terms(numeral)))


def _terms(numeral: str) -> Iterator[int]:
    digit = 0
    for sign in numeral:
        if sign in SCALES:
            yield (digit or 1) * SCALES[sign]
            digit = 0
        else:
            digit = DIGITS[sign]
    yield digit
