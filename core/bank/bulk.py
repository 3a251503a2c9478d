"""One step of review for many questions at once: each by itself, so that one that cannot take it holds up no other."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from core.bank.review import Seen, check, make_live, send
from core.bank.scope import Editor
from core.db import db
from core.decisions.values import Text
from core.errors import NotFound, Refused

MOST = 500
"""Questions of one act."""

STEPS: Mapping[str, Callable[[Editor, Seen], None]] = {"send": send, "check": check, "live": make_live}
FROM = {"send": "draft", "check": "sent", "live": "checked"}
"""The state that a step leads on from."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """How many questions took the step, and why the others did not: each reason with how many."""

    done: int
    left: tuple[tuple[Text, int], ...]


def step_many(editor: Editor, step: str, chosen: Iterable[Seen]) -> Outcome:
    """Take a step of STEPS with each question, committing one by one; the first MOST are taken."""
    done, reasons, texts = 0, Counter[str](), {}
    for seen in list(chosen)[:MOST]:
        try:
            STEPS[step](editor, seen)
            done += 1
        except (Refused, NotFound) as error:
            db.session.rollback()
            reasons[error.text.message] += 1
            texts[error.text.message] = error.text
    return Outcome(done, tuple((texts[message], count) for message, count in reasons.most_common()))
