"""The words of printed papers, in the language of the place: what stands around the questions, and the questions themselves."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from decimal import Decimal
from itertools import groupby
from typing import Any

from core.certificates.typeface import without_shape
from core.courses.service import AskedQuestion, item_of
from core.decisions.papers import QuestionType
from core.decisions.slots import Sitting
from core.decisions.values import Cite, Word, say
from core.outside.offers import Offer
from core.web.language import Reader
from core.web.site import Site

OPTION_LETTERS = "ABCDEFGH"
DIGEST = 12
"""Characters of the rules' digest that are printed."""

TYPES: tuple[QuestionType, ...] = ("single", "multiple", "true_false", "fill_in")
HOW = {
    "single": say("choose the one right answer"),
    "multiple": say("choose all right answers"),
    "true_false": say("√ for right, × for wrong"),
    "fill_in": say("write the missing words"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What the rules said of an exam when its papers were drawn; kept, so that a later print reads the same."""

    place: str
    title: str
    time: str
    full_mark: str
    minutes: int
    room: str
    sources: tuple[str, ...]
    locale: str

    def stored(self) -> dict[str, Any]:
        """Return it as JSON."""
        return asdict(self) | {"sources": list(self.sources)}

    @classmethod
    def of(cls, kept: Mapping[str, Any]) -> "Said":
        """Return what ``stored`` kept."""
        return cls(**{**kept, "sources": tuple(kept["sources"])})


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A question of one variant as it is printed, with its key for the sheet that is."""

    number: int
    type: str
    stem: str
    options: tuple[str, ...]
    mark: Decimal
    key: str
    code: str
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Neighbouring questions of one type."""

    type: str
    questions: tuple[Asked, ...]

    @property
    def marks(self) -> Decimal:
        """What the part is worth."""
        return sum((one.mark for one in self.questions), Decimal(0))

    @property
    def each(self) -> Decimal | None:
        """What each question is worth; None where they differ."""
        marks = {one.mark for one in self.questions}
        return marks.pop() if len(marks) == 1 else None


def said_of(site: Site, offer: Offer, sitting: Sitting, room: str) -> Said:
    """Return what the rules say of an exam, in the language of its place."""
    place = site.the_tenant.place(offer.area)
    reader = Reader(place.languages[0], place.words, site.zone)
    length = sitting.closes - sitting.opens
    return Said(
        place=place.names.read(reader.locale),
        title=offer.exam.title,
        time=reader.text(sitting.time) if sitting.slot else "",
        full_mark=reader.number(offer.exam.full_mark),
        minutes=sitting.minutes or (int(length.total_seconds()) // 60 if sitting.slot else 0),
        room=room,
        sources=_sources(offer, reader),
        locale=reader.locale,
    )


def parts_of(paper: Sequence[Mapping[str, Any]], questions: Mapping[str, AskedQuestion]) -> tuple[Part, ...]:
    """Return a variant's questions in the paper's order, neighbours of one type together."""
    asked = [_asked(number, kept, questions[kept["code"]]) for number, kept in enumerate(paper, start=1)]
    grouped = groupby(asked, key=lambda one: one.type)
    return tuple(Part(type=kind, questions=tuple(own)) for kind, own in grouped)


def letters_missing(said: Said, questions: Iterable[AskedQuestion]) -> str:
    """Return the signs that would be printed blank, each once."""
    texts = [said.place, said.title, said.room, *said.sources]
    for one in questions:
        texts += [one.stem, *map(str, one.options), *map(str, one.key)]
    return without_shape("".join(texts).replace("\n", "").replace("\r", "").replace("\t", ""))


def _sources(offer: Offer, reader: Reader) -> tuple[str, ...]:
    cites = {"exam": offer.exam.cite}
    if offer.exam.on_paper is not None:
        cites["paper"] = offer.exam.on_paper.cite
    lines = [
        reader.sentence(say("Source: {source}", source=_source(cite)))
        for cite in cites.values()
        if _source(cite)
    ]
    digest = reader.sentence(
        say(
            "Rules of {year}, version {digest}",
            year=str(offer.rules.year),
            digest=offer.rules.digest[:DIGEST],
        )
    )
    return (*dict.fromkeys(lines), digest)


def _source(cite: Cite) -> str:
    return f"{cite.document} {cite.article}".strip() if cite.article else ""


def _asked(number: int, kept: Mapping[str, Any], question: AskedQuestion) -> Asked:
    order = kept["order"]
    options = (
        tuple(question.options[place] for place in order) if question.type in {"single", "multiple"} else ()
    )
    return Asked(
        number=number,
        type=question.type,
        stem=question.stem,
        options=options,
        mark=Decimal(kept["mark"]),
        key=_key(order, question),
        code=kept["code"],
        version=kept["version"],
    )


def _key(order: Sequence[int], question: AskedQuestion) -> str:
    if question.type == "fill_in":
        return " / ".join(item_of(question).accepted)
    if question.type == "true_false":
        return "√" if 0 in question.key else "×"
    return "".join(OPTION_LETTERS[shown] for shown, own in enumerate(order) if own in question.key)


def heading_of(number: int, part: Part, reader: Reader) -> str:
    """Return a part's heading: its number, the type, how many questions, what they are worth, how to answer."""
    count = len(part.questions)
    worth = say("{count} questions, {marks} marks", count=count, marks=part.marks)
    if part.each is not None:
        worth = say(
            "{count} questions of {each} marks, {marks} marks", count=count, each=part.each, marks=part.marks
        )
    text = say(
        "{number}. {type}: {worth} ({how})",
        number=numeral(number, reader),
        type=Word(part.type),
        worth=worth,
        how=HOW[part.type],
    )
    return reader.sentence(text)


def numeral(number: int, reader: Reader) -> str:
    """Return a part's number as the place writes it."""
    return "一二三四五六七八九十"[number - 1] if reader.locale == "zh" else str(number)
