"""Moodle's GIFT: a strict reader that names the line of every fault, and a writer that it reads back unchanged.

Read are single choice, multiple choice by weights, true/false and short answers; other types are told by their line.
What GIFT has no place for travels in comments before the question, ``// [id:code] [tag:work:宪法]``, as Moodle writes its own.
Feedback to single options is not kept.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal, InvalidOperation

from core.bank.exchange import (
    Answers,
    CannotRead,
    Entry,
    Raw,
    Unread,
    code_of_name,
    meta_of,
    plain_html,
    with_tag,
)
from core.courses.service import TRUE, NewQuestion
from core.decisions.values import say

BLANK = "____"
ESCAPED = "~=#{}:\\%>"
TRUTH = {"T": 0, "TRUE": 0, "F": 1, "FALSE": 1}
FORMAT = re.compile(r"\[(html|moodle|plain|markdown)\]")
NAMED = re.compile(r"\s*::([^:{}\\]+)::")
WEIGHT = re.compile(r"%([^%\n]*)%")
TAG = re.compile(r"\[(id|tag):((?:[^\]\\]|\\.)*)\]")
WHOLE = Decimal(100)
ROUNDING = Decimal("0.5")
"""How far the weights of right options may be from the whole: three thirds are 99.99999."""


@dataclass(slots=True)
class Block:
    """The lines of one question with the comments before it."""

    lines: list[tuple[int, str]] = field(default_factory=list)
    comments: list[str] = field(default_factory=list)
    subject: str = ""

    @property
    def text(self) -> str:
        """Its lines as one text."""
        return "\n".join(line for _, line in self.lines)

    @property
    def source(self) -> str:
        """What stood in the file, with its category and the comments that carry data."""
        return "\n".join([category_line(self.subject), "", *self.comments, self.text])


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text as it stands, escapes and all, and the line on which it begins."""

    text: str
    line: int

    def after(self, start: int, end: int | None = None) -> "Piece":
        """Return a part of it."""
        return Piece(self.text[start:end], self.line + self.text.count("\n", 0, start))

    def find(self, signs: str, start: int = 0) -> int:
        """Return where the first of the signs stands that is not escaped, or -1."""
        place = start
        while place < len(self.text):
            if self.text[place] == "\\":
                place += 1
            elif self.text[place] in signs:
                return place
            place += 1
        return -1

    def fault(self, message: str, **values: str | int | Decimal) -> CannotRead:
        """Return the error of this place."""
        return CannotRead(self.line, say(message, **values))

    def read(self) -> str:
        """Return its words with the escapes resolved."""
        words, place = [], 0
        while place < len(self.text):
            sign = self.text[place]
            if sign == "\\":
                place += 1
                words.append(self._resolved(place))
            else:
                words.append(sign)
            place += 1
        return "".join(words).strip()

    def _resolved(self, place: int) -> str:
        sign = self.text[place : place + 1]
        if sign == "n":
            return "\n"
        if not sign or sign not in ESCAPED:
            raise self.after(place).fault(
                "A backslash stands before “{sign}”, where it has no meaning.", sign=sign or " "
            )
        return sign


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer within the braces."""

    right: bool
    """Marked with an equals sign."""
    weight: Decimal | None
    words: Piece


def read_gift(text: str) -> Iterator[Entry]:
    """Yield what a GIFT file says, question by question."""
    for block in _blocks(text):
        code = ""
        meta: dict[str, tuple[str, ...]] = {"subject": (block.subject,)} if block.subject else {}
        for kind, value in TAG.findall("\n".join(block.comments)):
            plain = re.sub(r"\\(.)", lambda found: "\n" if found[1] == "n" else found[1], value)
            if kind == "id":
                code = plain
            else:
                with_tag(meta, plain)
        whole = Piece(block.text, block.lines[0][0])
        try:
            read = _question(whole)
        except CannotRead as fault:
            named = NAMED.match(block.text)
            told = code or (named[1].strip() if named else "")
            yield Unread(line=fault.line, source=block.source, why=(fault.why,), code=told)
            continue
        yield replace(read, source=block.source, code=code or code_of_name(read.code), meta=meta)


def write_gift(questions: Sequence[NewQuestion]) -> str:
    """Return questions as a GIFT file."""
    parts, category = [], ""
    for question in questions:
        if question.subject != category:
            category = question.subject
            parts.append(category_line(category))
        parts.append(_written(question))
    return "\n\n".join(parts) + "\n"


def category_line(subject: str) -> str:
    """Return the line that puts what follows under a subject."""
    return f"$CATEGORY: {path_of_subject(subject)}"


def path_of_subject(subject: str) -> str:
    """Return the category of a subject, as Moodle writes it."""
    return f"$course$/top/{subject.replace('/', '//')}" if subject else "top"


def written_back(source: str, why: str) -> str:
    """Return a question as it stood, with the reason why it was refused in a comment before it."""
    return "\n".join([*(f"// {line}" for line in why.splitlines()), source])


def _blocks(text: str) -> Iterator[Block]:
    subject, block = "", Block()
    for number, line in enumerate(
        text.removeprefix("﻿").replace("\r\n", "\n").replace("\r", "\n").split("\n"), start=1
    ):
        bare = line.strip()
        if not block.lines and bare.startswith("$CATEGORY:"):
            subject = subject_of_path(bare.removeprefix("$CATEGORY:").strip())
        elif bare.startswith("//"):
            block.comments.append(bare)
        elif bare:
            block.lines.append((number, line))
            block.subject = subject
        elif block.lines:
            yield block
            block = Block()
        else:
            block.comments.clear()
    if block.lines:
        yield block


def subject_of_path(path: str) -> str:
    """Return the last step of a category's path, in which two slashes are one; "" for the top."""
    last = path.replace("//", "\0").rsplit("/", 1)[-1].replace("\0", "/")
    return "" if last in {"top", "$course$", "$system$"} else last


def _question(whole: Piece) -> Raw:
    title, rest = _title(whole)
    stem, body, tail = _braced(rest)
    words = stem.read()
    told = FORMAT.match(words)
    if told:
        words = words[told.end() :].strip()
    if tail.text.strip():
        words = f"{words}{BLANK}{tail.read()}"
    if told and told[1] == "html":
        words = plain_html(words)
    if not words:
        raise stem.fault("Nothing is asked here.")
    body, explain = _explained(body)
    return Raw(line=whole.line, source="", code=title, stem=words, explain=explain, answers=_answered(body))


def _title(whole: Piece) -> tuple[str, Piece]:
    if not whole.text.lstrip().startswith("::"):
        return "", whole
    start = whole.text.index("::") + 2
    end = whole.find(":", start)
    if end < 0 or whole.text[end : end + 2] != "::":
        raise whole.fault("The name that begins with “::” does not end with “::”.")
    return whole.after(start, end).read(), whole.after(end + 2)


def _braced(rest: Piece) -> tuple[Piece, Piece, Piece]:
    opens = rest.find("{}")
    if opens < 0:
        raise rest.fault("There are no answers in braces; descriptions are not imported.")
    if rest.text[opens] == "}":
        raise rest.after(opens).fault(
            "A brace is closed that was not opened; a blank line may stand inside the question."
        )
    closes = rest.find("{}", opens + 1)
    if closes < 0:
        raise rest.after(opens).fault("The brace opened here is not closed before the next blank line.")
    if rest.text[closes] == "{":
        raise rest.after(closes).fault(
            "A second brace is opened inside the answers; write \\{{ for the sign itself."
        )
    tail = rest.after(closes + 1)
    stray = tail.find("{}")
    if stray >= 0:
        raise tail.after(stray).fault("A second pair of braces follows; a question has one.")
    return rest.after(0, opens), rest.after(opens + 1, closes), tail


def _explained(body: Piece) -> tuple[Piece, str]:
    place = body.find("#")
    while place >= 0 and body.text[place : place + 4] != "####":
        place = body.find("#", place + 1)
    if place < 0:
        return body, ""
    return body.after(0, place), body.after(place + 4).read()


def _answered(body: Piece) -> Answers:
    bare = body.text.strip()
    if not bare:
        raise body.fault("Essay questions are not imported.")
    if bare.startswith("#"):
        raise body.fault("Numerical questions are not imported.")
    truth = bare.partition("#")[0].strip().upper()
    if truth in TRUTH:
        return Answers(type="true_false", key=frozenset({TRUTH[truth]}))
    answers = list(_answers(body))
    if all(answer.right for answer in answers):
        return _short(answers)
    return _choice(body, answers)


def _answers(body: Piece) -> Iterator[Choice]:
    place = body.find("=~")
    if place < 0 or body.text[:place].strip():
        raise body.fault("Answers begin with “=” or “~”; true/false is TRUE or FALSE.")
    while place >= 0:
        following = body.find("=~", place + 1)
        part = body.after(place + 1, following if following >= 0 else None)
        yield _answer(part, right=body.text[place] == "=")
        place = following


def _answer(part: Piece, *, right: bool) -> Choice:
    weight, start = None, len(part.text) - len(part.text.lstrip())
    if part.text[start : start + 1] == "%":
        found = WEIGHT.match(part.text, start)
        try:
            weight = Decimal(found[1].strip()) if found else Decimal("NaN")
        except InvalidOperation:
            weight = Decimal("NaN")
        if found is None or not weight.is_finite() or abs(weight) > WHOLE:
            raise part.fault("A weight is written %50%, from -100 to 100.")
        start = found.end()
    hint = part.find("#", start)
    words = part.after(start, hint if hint >= 0 else None)
    if not words.text.strip():
        raise part.fault("An answer is empty.")
    return Choice(right, weight, words)


def _short(answers: list[Choice]) -> Answers:
    for answer in answers:
        if "->" in answer.words.text:
            raise answer.words.fault("Matching questions are not imported.")
        if answer.weight is not None and answer.weight != WHOLE:
            raise answer.words.fault("A short answer that is right in part is not imported.")
    return Answers(type="fill_in", accepted=tuple(answer.words.read() for answer in answers))


def _choice(body: Piece, answers: list[Choice]) -> Answers:
    options = tuple(answer.words.read() for answer in answers)
    marked = [index for index, answer in enumerate(answers) if answer.right]
    weighed = {
        index: a.weight for index, a in enumerate(answers) if not a.right and a.weight and a.weight > 0
    }
    if len(marked) == 1 and not weighed:
        return Answers(type="single", options=options, key=frozenset(marked))
    if marked and weighed:
        raise body.fault("An option that is right in part stands beside the right one; that is not imported.")
    if marked:
        raise body.fault(
            "More than one option is marked with “=”; several right options carry weights, as in ~%50%."
        )
    if not weighed:
        raise body.fault("No option is right.")
    total = sum(weighed.values(), Decimal(0))
    if abs(total - WHOLE) > ROUNDING:
        raise body.fault("The weights of the right options add up to {total}, not to 100.", total=total)
    return Answers(type="multiple", options=options, key=frozenset(weighed))


def _written(question: NewQuestion) -> str:
    tags = [f"[id:{_tag(question.code)}]"]
    tags += [f"[tag:{_tag(f'{name}:{one}')}]" for name, values in meta_of(question).items() for one in values]
    explain = f"####{_escaped(question.explain)}" if question.explain else ""
    stem = _escaped(question.stem)
    if stem.startswith("["):
        stem = f"[plain]{stem}"
    return (
        f"// {' '.join(tags)}\n::{_escaped(question.code)}::{stem}{{{_written_answers(question)}{explain}}}"
    )


def _written_answers(question: NewQuestion) -> str:
    if question.type == "true_false":
        return "TRUE" if TRUE in question.key else "FALSE"
    if question.type == "fill_in":
        return "".join(f"\n\t={_escaped(text)}" for text in question.accepted) + "\n"
    right, wrong = "=", "~"
    if question.type == "multiple":
        share = WHOLE / len(question.key)
        right, wrong = f"~%{share:.5f}%", "~%-100%"
    lines = (
        f"\n\t{right if i in question.key else wrong}{_escaped(text)}"
        for i, text in enumerate(question.options)
    )
    return "".join(lines) + "\n"


def _escaped(text: str) -> str:
    return "".join("\\n" if sign == "\n" else f"\\{sign}" if sign in ESCAPED else sign for sign in text)


def _tag(text: str) -> str:
    return text.replace("\\", "\\\\").replace("]", "\\]").replace("\n", "\\n")
