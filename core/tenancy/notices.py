"""How a place tells its people things: by which channels, under which name, at which hours, and what it reminds of."""

import re
from collections.abc import Mapping
from dataclasses import field
from typing import Annotated

from core.decisions.channels import Quiet
from core.decisions.records import Note, record
from core.decisions.values import Text, say

MOST_DAYS = 366
MOST_AN_HOUR = 1_000_000
PLACEHOLDERS: Mapping[str, str] = {
    "name": "name", "姓名": "name",
    "unit": "unit", "单位": "unit",
    "done": "done", "完成比例": "done",
    "missing": "missing", "还差": "missing",
    "deadline": "deadline", "截止日期": "deadline",
}  # fmt: skip
"""What a text of a template may have filled in, in braces, in either language."""


@record
class Bilingual:
    """A text in Chinese and, where it is given, in English."""

    zh: Annotated[str, Note("Chinese")]
    en: Annotated[str, Note("English; the Chinese one when left out")] = ""

    def read(self, locale: str) -> str:
        """Return the text for a reader of this language."""
        return self.en if locale == "en" and self.en else self.zh


@record
class Template:
    """A text for administrators to send; ``{姓名}``, ``{单位}``, ``{完成比例}``, ``{还差}``, ``{截止日期}`` are filled in."""

    label: Annotated[Bilingual, Note("what the choice is called")]
    subject: Annotated[str, Note("subject line")]
    text: Annotated[str, Note("the message")]

    def problems(self) -> list[Text]:
        """Name what could not be filled in."""
        found = re.findall(r"\{(\w*)\}", self.subject + self.text)
        return [
            say('there is nothing to fill in for "{name}"', name=name)
            for name in found
            if name not in PLACEHOLDERS
        ]


@record
class Privacy:
    """What people agree to before they give personal details; a new wording is asked for anew."""

    version: Annotated[str, Note("name of this wording, such as 2023-07")]
    text: Annotated[Bilingual, Note("the notice; an empty line parts its paragraphs")]


@record
class Notices:
    """Channels besides the inbox of the site, and what is sent when."""

    channels: Annotated[tuple[str, ...], Note("channels besides the inbox of the site, by name")] = ()
    sender: Annotated[Bilingual | None, Note("name that mails come from; the place's own when left out")] = (
        None
    )
    quiet: Annotated[Quiet, Note("hours in which nothing is sent")] = Quiet()
    an_hour: Annotated[int, Note("most messages an hour through one channel")] = 1000
    rates: Annotated[dict[str, int], Note("most messages an hour through channels that differ, by name")] = (
        field(default_factory=dict)
    )
    study: Annotated[tuple[int, ...], Note("reminders of study, so many days before it ends")] = (30, 10, 3)
    templates: Annotated[dict[str, Template], Note("texts for administrators to send, by key")] = field(
        default_factory=dict
    )

    def hourly(self, channel: str) -> int:
        """Return how many messages an hour go through a channel at most."""
        return self.rates.get(channel, self.an_hour)

    def problems(self) -> list[Text]:
        """Say what makes no sense."""
        found = (
            []
            if all(0 < most <= MOST_AN_HOUR for most in (self.an_hour, *self.rates.values()))
            else [say("an hour holds between 1 and a million messages")]
        )
        found += [
            say('"{name}" is not among the channels', name=name)
            for name in self.rates
            if name not in self.channels
        ]
        if not all(0 < days <= MOST_DAYS for days in self.study):
            found.append(say("a reminder comes between 1 and 366 days before the end of study"))
        return found
