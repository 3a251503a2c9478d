"""What the form of a question sends, and the form of a question that is there already."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from hashlib import sha256

from werkzeug.datastructures import MultiDict

from core.bank.checking import MOST_OPTIONS, Faults
from core.bank.lists import DIFFICULTIES, TYPES
from core.bank.review import Seen
from core.courses.service import FALSE, TRUE, NewQuestion, Work
from core.decisions.values import say

TRUTH = {"true": TRUE, "false": FALSE}


@dataclass(frozen=True, slots=True)
class Typed:
    """A question as it was typed, with what could not be read, by field."""

    question: NewQuestion
    faults: Faults = field(default_factory=dict)


def read_question(form: MultiDict[str, str], year: int) -> Typed:
    """Read the form of a question; a code that is left out is made from what it asks."""
    faults: Faults = {}
    kind = form.get("type", "")
    options, key = _options(form)
    question = NewQuestion(
        year=year,
        code=form.get("code", "").strip(),
        type=kind if kind in TYPES else "single",  # type: ignore[arg-type]
        stem=_text(form, "stem"),
        options=options if kind in {"single", "multiple"} else (),
        key=_truth(form) if kind == "true_false" else key if kind != "fill_in" else frozenset(),
        accepted=tuple(_text(form, "accepted").splitlines()) if kind == "fill_in" else (),
        area=form.get("area", ""),
        course=form.get("course", ""),
        lesson=form.get("lesson", "").strip(),
        work=Work(
            title=_text(form, "work_title"),
            article=_text(form, "work_article"),
            chapter=_text(form, "work_chapter"),
        ),
        difficulty=_one_of(form.get("difficulty", ""), DIFFICULTIES, "medium"),  # type: ignore[arg-type]
        tiers=tuple(dict.fromkeys(form.getlist("tiers"))),
        explain=_text(form, "explain"),
        subject=_text(form, "subject"),
        reserved=bool(form.get("reserved")),
        valid_from=_day(form, "valid_from", faults),
        valid_until=_day(form, "valid_until", faults),
    )
    return Typed(question if question.code else replace(question, code=code_for(question)), faults)


def code_for(question: NewQuestion) -> str:
    """Return a code for a question that has none: the same for the same stem and options, wherever they came from."""
    parts = (question.type, question.stem.strip(), *(option.strip() for option in question.options))
    return f"q-{sha256('␟'.join(parts).encode()).hexdigest()[:10]}"


def read_seen(code: str, form: Mapping[str, str]) -> Seen:
    """Read which state of the question the editor saw; one that makes no sense is older than any."""
    version, edits = form.get("version", ""), form.get("edits", "")
    known = version.isdecimal() and edits.isdecimal() and len(version + edits) < 10  # noqa: PLR2004 (fits the columns)
    return Seen(code, int(version), int(edits)) if known else Seen(code, 0, 0)


def _options(form: Mapping[str, str]) -> tuple[tuple[str, ...], frozenset[int]]:
    """The options that were filled in, and which of them are ticked as right, whatever was left empty between them."""
    filled = [n for n in range(MOST_OPTIONS) if _text(form, f"option_{n}")]
    options = tuple(_text(form, f"option_{n}") for n in filled)
    return options, frozenset(index for index, n in enumerate(filled) if form.get(f"right_{n}"))


def _truth(form: Mapping[str, str]) -> frozenset[int]:
    truth = form.get("truth", "")
    return frozenset({TRUTH[truth]}) if truth in TRUTH else frozenset()


def _text(form: Mapping[str, str], name: str) -> str:
    return form.get(name, "").replace("\r\n", "\n").strip()


def _one_of(value: str, values: Sequence[str], usual: str) -> str:
    return value if value in values else usual


def _day(form: Mapping[str, str], name: str, faults: Faults) -> date | None:
    text = form.get(name, "").strip()
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        faults[name] = say("Please give a day like 2024-11-09.")
        return None
