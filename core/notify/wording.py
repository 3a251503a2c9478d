"""Texts that administrators send: templates with places to fill in, what fills them, and a text for a unit's chat group."""

import re
from collections.abc import Mapping

from core.decisions.values import Quantity, Word, say
from core.errors import BadInput
from core.notify.groups import Member, study_of
from core.notify.reaching import the_tenant
from core.tenancy.notices import PLACEHOLDERS, Bilingual, Template
from core.web.i18n import reader
from core.web.language import Reader
from core.web.site import composition

PLACE = re.compile(r"\{(\w*)\}")
MOST_SUBJECT, MOST_TEXT = 60, 1000
USUAL: Mapping[str, Template] = {
    "behind": Template(
        label=Bilingual(zh="学习进度提醒", en="Progress of study"),
        subject="请在{截止日期}前完成本年度学法任务",
        text="{姓名}：您本年度的学习进度为 {完成比例}，还差 {还差}，学习截止日期为{截止日期}。请合理安排时间，按时完成。",
    ),
    "exam": Template(
        label=Bilingual(zh="参加考试提醒", en="Sitting the exam"),
        subject="请按时参加本年度学法考试",
        text="{姓名}：本年度学法考试尚未完成，请登录平台查看考试时间和条件，按时参加。",
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
    return PLACE.sub(lambda found: known.get(PLACEHOLDERS.get(found[1], ""), found[0]), written)


def unfilled(written: str) -> str:
    """Return a text with a gap for each place, as the audit trail keeps it."""
    return PLACE.sub("…", written)


def places(locale: str) -> str:
    """Return what can be filled in, as a reader of this language writes it."""
    own = [name for name in PLACEHOLDERS if name.isascii() == (locale == "en")]
    return reader().glue.join(f"{{{name}}}" for name in own)


def outlined(written: str, area: str) -> str:
    """Return a text as it looks before it is anybody's: the day that study ends filled in, other places named."""
    study = study_of(area)

    def named(found: re.Match[str]) -> str:
        key = PLACEHOLDERS.get(found[1])
        if key is None:
            return found[0]
        if key == "deadline" and study is not None:
            return reader().day(study.period.last)
        return reader().text(say("[{what}]", what=Word(f"place_{key}")))

    return PLACE.sub(named, written)


def facts_of(member: Member) -> Mapping[str, str]:
    """Return what a text can say of a learner, in the first language of their place."""
    place = the_tenant().place(member.area)
    words, study = Reader(place.languages[0], place.words, place.tzinfo), study_of(member.area)
    return {
        "name": member.name,
        "unit": member.unit,
        "done": "–" if member.percent is None else f"{member.percent}%",
        "missing": words.text(Quantity(member.missing, study.unit)) if study else "–",
        "deadline": words.day(study.period.last) if study else "–",
    }


def chat_text(unit: str, count: int, area: str) -> str:
    """Return a text to copy into a unit's chat group: how many are meant and by when, nobody by name."""
    place, study = the_tenant().place(area), study_of(area)
    words = Reader(place.languages[0], place.words, place.tzinfo)
    lines = [
        say(
            "[{site}] {unit}: {count} colleagues have not finished this year's study and exam.",
            site=(place.short_names or place.names).read(words.locale),
            unit=unit,
            count=count,
        )
    ]
    if study is not None:
        lines.append(say("Study ends on {day}; please sign in and see what is left.", day=study.period.last))
    said = [words.text(line) for line in lines]
    address = composition().site_address(place)
    return "\n".join([*said, address] if address else said)
