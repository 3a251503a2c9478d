"""Which orders does a transfer's remark name? Exactly, or with one of the faults that people make when they type a number."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

FIGURES = 10
"""A reference has ten figures: 2023-000012."""

TAKEN_FOR = str.maketrans({"o": "0", "O": "0", "l": "1", "I": "1", "|": "1"})
NUMBER = re.compile(r"[0-9OoIl|](?:[ \-_—–.:/年]{0,3}[0-9OoIl|])*")


def numbers_in(remark: str) -> list[str]:
    """Return the figures of each number in a remark, with letters that are taken for figures read as those."""
    narrow = unicodedata.normalize("NFKC", remark)
    found = []
    for one in NUMBER.findall(narrow):
        figures = re.sub(r"[^0-9]", "", one.translate(TAKEN_FOR))
        found += [figures, *_parts(one)]
    return [figures for figures in dict.fromkeys(found) if len(figures) >= FIGURES - 1]


def exactly_named(numbers: Iterable[str], references: Mapping[str, str]) -> set[str]:
    """Return the references whose figures stand among numbers; ``references`` gives each by its figures."""
    found = {references[number] for number in numbers if number in references}
    for number in numbers:
        found |= {references[number[at : at + FIGURES]] for at in _starts(number, references)}
    return found


def nearly_named(numbers: Iterable[str], near: Mapping[str, frozenset[str]]) -> set[str]:
    """Return the references that a number comes to when one figure is wrong, missing, too many, or two are swapped."""
    found: set[str] = set()
    for number in numbers:
        if abs(len(number) - FIGURES) <= 1:
            for form in {number, *_without_one(number)}:
                found |= near.get(form, frozenset())
    return found


def near_forms(references: Mapping[str, str]) -> dict[str, frozenset[str]]:
    """Return each form of the references' figures with one of them left out, and who comes to it."""
    forms: defaultdict[str, set[str]] = defaultdict(set)
    for figures, reference in references.items():
        for form in {figures, *_without_one(figures)}:
            forms[form].add(reference)
    return {form: frozenset(found) for form, found in forms.items()}


def figures_of(reference: str) -> str:
    """Return a reference's figures."""
    return reference.replace("-", "")


def _without_one(figures: str) -> Iterator[str]:
    return (figures[:at] + figures[at + 1 :] for at in range(len(figures)))


def _starts(number: str, references: Mapping[str, str]) -> Iterator[int]:
    """Where in a longer number a reference stands, as when 订单号 and a date are typed together."""
    return (at for at in range(len(number) - FIGURES + 1) if number[at : at + FIGURES] in references)


def _parts(number: str) -> list[str]:
    """The numbers of a run that are parted by spaces or slashes: several references in one remark."""
    return [re.sub(r"[^0-9]", "", part.translate(TAKEN_FOR)) for part in re.split(r"[ /]+", number)]
