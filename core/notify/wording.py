"""Texts that administrators send: templates with places to fill in, what fills them, and a text for a unit's chat group."""

import re
from collections.abc import Mapping

from core.decisions.values import Quantity, say
from core.errors import BadInput
from core.notify.groups import Member, study_of
from core.notify.reaching import the_tenant
from core.tenancy.notices import PLACEHOLDERS, Bilingual, Template
from core.web.language import Reader
from core.web.site import composition

PLACE = re.compile(r"\{(\w*)\}")
MOST_SUBJECT, MOST_TEXT = 60, 1000
USUAL: Mapping[str, Template] = {
    "behind": Template(
        label=Bilingual(zh="学习进度提醒", en="Progress of study"),
        subject="请在{deadline}前完成本年度学法任务",
        text="{name}：您本年度的学习进度为 {done}，还差 {missing}，学习截止日期为{deadline}。请合理安排时间，按时完成。",
    ),
    "exam": Template(
        label=Bilingual(zh="参加考试提醒", en="Sitting the exam"),
        subject="请按时参加本年度学法考试",
        text="{name}：本年度学法考试尚未完成，请登录平台查看考试时间和条件，按时参加。",
    ),
}
"""The texts of a place that has none of its own."""


def templates() -> Mapping[str, Template]:
    """Return the texts that administrators of the tenant in scope choose from."""
    return the_tenant().place("").notices.templates or USUAL


def checked(subject: str, text: str) -> tuple[str, str]:
    """Return subject and text without needless space; BadInput names the faulty field."""
    subject, text = " ".join(subject.split()), text.replace("\0", "").strip()
    faults = {}
    for field, written, most in (("subject", subject, MOST_SUBJECT), ("text", text, MOST_TEXT)):
        strange = [name for name in PLACE.findall(written) if name not in PLACEHOLDERS]
        if not written:
            faults[field] = say("Please write what is to be sent.")
        elif len(written) > most:
            faults[field] = say(
                "At most {most} characters, please; these are {count}.", most=most, count=len(written)
            )
        elif strange:
            faults[field] = say('There is nothing to fill in for "{name}".', name=strange[0])
    if faults:
        raise BadInput(next(iter(faults.values())), fields=faults)
    return subject, text


def filled(written: str, member: Member) -> str:
    """Return a text with what is known of a learner in its places; whatever else stands in braces stays as it is."""
    known = facts_of(member)
    return PLACE.sub(lambda found: known.get(found[1], found[0]), written)


def facts_of(member: Member) -> Mapping[str, str]:
    """Return what a text can say of a learner, in the first language of their place."""
    place = the_tenant().place(member.area)
    reader, study = Reader(place.languages[0], place.words, place.tzinfo), study_of(member.area)
    return {
        "name": member.name,
        "unit": member.unit,
        "done": "–" if member.percent is None else f"{member.percent}%",
        "missing": reader.text(Quantity(member.missing, study.unit)) if study else "–",
        "deadline": reader.day(study.period.last) if study else "–",
    }


def chat_text(unit: str, count: int, area: str) -> str:
    """Return a text to copy into a unit's chat group: how many are meant and by when, nobody by name."""
    place, study = the_tenant().place(area), study_of(area)
    reader = Reader(place.languages[0], place.words, place.tzinfo)
    lines = [
        say(
            "[{site}] {unit}: {count} colleagues have not finished this year's study and exam.",
            site=(place.short_names or place.names).read(reader.locale),
            unit=unit,
            count=count,
        )
    ]
    if study is not None:
        lines.append(say("Study ends on {day}; please sign in and see what is left.", day=study.period.last))
    said = [reader.text(line) for line in lines]
    address = composition().site_address(place)
    return "\n".join([*said, address] if address else said)
