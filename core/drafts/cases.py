"""A worked case from a form, added to the text of those beside a draft: somebody, what they did, and what must come of it."""

from collections.abc import Mapping

from core.decisions.values import Text, say
from core.errors import BadInput
from core.rules.editing import Plain, put
from core.rules.errors import RulesInvalid
from core.rules.yaml import parse
from core.scenarios import read_cases

NEEDED = say("Please fill this in.")
FIELDS = {"birth": "birth", "sex": "sex", "rank": "rank", "unit_kind": "unit_kind"}
"""Fields of the form that say who the learner is."""


def with_case(text: str, year: int, sent: Mapping[str, str]) -> str:
    """Return the cases with one more; BadInput names the field that is missing or cannot be read."""
    missing = {name: NEEDED for name in ("name", "state") if not sent.get(name, "").strip()}
    if missing:
        raise BadInput(say("Please correct the following"), fields=missing)
    made = put(*_at_end(text, year), _case(sent))
    _refuse_unreadable(made)
    return made


def _at_end(text: str, year: int) -> tuple[str, tuple[str | int, ...]]:
    if not text.strip():
        return f"year: {year}\ncases:\n  - name: x\n", ("cases", 0)
    try:
        listed = parse(text, "").get("cases")
    except RulesInvalid as fault:
        raise BadInput(fault.errors[0].text) from None
    return text, ("cases", len(listed) if isinstance(listed, list) else 0)


def _case(sent: Mapping[str, str]) -> Plain:
    kept = {name: value.strip() for name, value in sent.items() if value.strip()}
    person: dict[str, Plain] = {key: kept[name] for name, key in FIELDS.items() if name in kept}
    given: dict[str, Plain] = {"person": person} if person else {}
    if "amount" in kept:
        given["study"] = {"required": kept["amount"], **({"on": kept["day"]} if "day" in kept else {})}
    if "mark" in kept:
        given["attempts"] = {"mark": kept["mark"], **({"exam": kept["exam"]} if "exam" in kept else {})}
    head: dict[str, Plain] = {"name": kept["name"]}
    head |= {key: kept[key] for key in ("source", "exam") if key in kept}
    head |= {"at": kept["at"].replace("T", " ")} if "at" in kept else {}
    return head | ({"given": given} if given else {}) | {"expect": {"verdict": {"state": kept["state"]}}}


def _refuse_unreadable(text: str) -> None:
    try:
        read_cases(text, "")
    except RulesInvalid as fault:
        found = fault.errors[0]
        name = found.path.rpartition(".")[2]
        told: Text = found.text
        raise BadInput(told, fields={NAMES.get(name, name): told}) from None


NAMES = {"required": "amount", "on": "day"}
"""Fields of the form by the key that they become."""
