"""Moodle's XML: the same questions as GIFT, read without entities, types or addresses from outside, line by line."""

import xml.sax.handler
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal, InvalidOperation
from html import escape
from typing import Any
from xml.sax import SAXParseException

from defusedxml import DefusedXmlException
from defusedxml.sax import parseString

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
from core.bank.gift import ROUNDING, WHOLE, path_of_subject, subject_of_path
from core.courses.service import NewQuestion
from core.decisions.values import say
from core.errors import BadInput

NAMES = {"true": 0, "false": 1}


@dataclass(slots=True)
class Node:
    """An element with the line on which it begins."""

    name: str
    line: int
    attributes: dict[str, str] = field(default_factory=dict)
    children: list["Node"] = field(default_factory=list)
    words: list[str] = field(default_factory=list)

    def child(self, name: str) -> "Node | None":
        """Return the first child of a name."""
        return next((one for one in self.children if one.name == name), None)

    def text(self, *path: str) -> str:
        """Return the words at the end of a path of names, "" where there is none; HTML loses its tags."""
        here: Node | None = self
        html = False
        for name in path:
            here = here.child(name) if here is not None else None
            html = html or (
                here is not None and here.attributes.get("format", "") in {"html", "moodle_auto_format"}
            )
        found = "".join(here.words).strip() if here is not None else ""
        return plain_html(found) if html else found


class Builder(xml.sax.handler.ContentHandler):
    """Builds the tree of nodes."""

    def __init__(self) -> None:
        super().__init__()
        self.root = Node("", 0)
        self.open = [self.root]
        self.locator: Any = None

    def setDocumentLocator(self, locator: Any) -> None:  # noqa: N802 (the parser calls it)
        self.locator = locator

    def startElement(self, name: str, attrs: Any) -> None:  # noqa: N802 (the parser calls it)
        node = Node(name, self.locator.getLineNumber(), dict(attrs.items()))
        self.open[-1].children.append(node)
        self.open.append(node)

    def endElement(self, name: str) -> None:  # noqa: ARG002, N802 (the parser calls it)
        self.open.pop()

    def characters(self, content: str) -> None:
        self.open[-1].words.append(content)


def read_moodle_xml(content: bytes) -> Iterator[Entry]:
    """Yield what a Moodle XML file says, question by question; BadInput for one that is no such file."""
    builder = Builder()
    try:
        parseString(content, builder, forbid_dtd=True)
    except DefusedXmlException as error:
        raise BadInput(
            say("The file declares entities or a document type; such files are not read.")
        ) from error
    except SAXParseException as error:
        raise BadInput(
            say("The file is no well-formed XML: line {line}.", line=error.getLineNumber() or 0)
        ) from error
    quiz = builder.root.children[0]
    if quiz.name != "quiz":
        raise BadInput(
            say("The file is no Moodle XML: it begins with “{name}”, not with “quiz”.", name=quiz.name)
        )
    yield from _entries(quiz)


def write_moodle_xml(questions: Sequence[NewQuestion]) -> str:
    """Return questions as a Moodle XML file."""
    parts, category = ['<?xml version="1.0" encoding="UTF-8"?>', "<quiz>"], ""
    for question in questions:
        if question.subject != category:
            category = question.subject
            path = f"$course$/top/{category.replace('/', '//')}" if category else "top"
            parts.append(
                f'<question type="category"><category><text>{escape(path)}</text></category></question>'
            )
        parts.append(_written(question))
    return "\n".join([*parts, "</quiz>", ""])


def written_back(source: str, why: str) -> str:
    """Return a question as it stood with a comment before it; a comment holds no two dashes."""
    return f"<!-- {why.replace('--', '—')} -->\n{source}"


def _entries(quiz: Node) -> Iterator[Entry]:
    subject = ""
    for node in quiz.children:
        kind = node.attributes.get("type", "")
        if node.name == "question" and kind == "category":
            subject = subject_of_path(node.text("category", "text"))
            continue
        code = node.text("idnumber") or code_of_name(node.text("name", "text"))
        meta: dict[str, tuple[str, ...]] = {"subject": (subject,)} if subject else {}
        for tag in (node.child("tags") or Node("tags", 0)).children:
            with_tag(meta, tag.text("text"))
        try:
            read = _question(node, kind)
        except CannotRead as fault:
            yield Unread(
                line=fault.line, source=_category(subject) + _source(node), why=(fault.why,), code=code
            )
            continue
        yield replace(read, source=_category(subject) + _source(node), code=code, meta=meta)


def _question(node: Node, kind: str) -> Raw:
    if node.name != "question":
        raise CannotRead(node.line, say("“{name}” is no question.", name=node.name))
    readers = {"multichoice": _choice, "truefalse": _true_false, "shortanswer": _short}
    if kind not in readers:
        raise CannotRead(node.line, say("Questions of the type “{kind}” are not imported.", kind=kind or "–"))
    stem = node.text("questiontext", "text")
    if not stem:
        raise CannotRead(node.line, say("Nothing is asked here."))
    explain = node.text("generalfeedback", "text")
    return Raw(line=node.line, source="", stem=stem, explain=explain, answers=readers[kind](node))


def _choice(node: Node) -> Answers:
    answers = _answers(node)
    options = tuple(words for words, _ in answers)
    right = {index: share for index, (_, share) in enumerate(answers) if share > 0}
    if node.text("single") in {"true", "1"}:
        if len(right) > 1 or any(share != WHOLE for share in right.values()):
            raise CannotRead(
                node.line, say("A single choice has one option worth 100 and others worth nothing.")
            )
        return Answers(type="single", options=options, key=frozenset(right))
    total = sum(right.values(), Decimal(0))
    if abs(total - WHOLE) > ROUNDING:
        raise CannotRead(
            node.line, say("The weights of the right options add up to {total}, not to 100.", total=total)
        )
    return Answers(type="multiple", options=options, key=frozenset(right))


def _true_false(node: Node) -> Answers:
    right = [words for words, share in _answers(node) if share > 0]
    if len(right) != 1 or right[0].lower() not in NAMES:
        raise CannotRead(node.line, say("Of true and false exactly one must be right."))
    return Answers(type="true_false", key=frozenset({NAMES[right[0].lower()]}))


def _short(node: Node) -> Answers:
    answers = _answers(node)
    if any(share != WHOLE for _, share in answers):
        raise CannotRead(node.line, say("A short answer that is right in part is not imported."))
    return Answers(type="fill_in", accepted=tuple(words for words, _ in answers))


def _answers(node: Node) -> list[tuple[str, Decimal]]:
    found = []
    for answer in (one for one in node.children if one.name == "answer"):
        try:
            share = Decimal(answer.attributes.get("fraction", "0"))
        except InvalidOperation:
            share = Decimal("NaN")
        if not share.is_finite() or abs(share) > WHOLE:
            raise CannotRead(answer.line, say("A weight is a number from -100 to 100."))
        html = answer.attributes.get("format", "") in {"html", "moodle_auto_format"}
        words = answer.text("text")
        found.append((plain_html(words) if html else words, share))
    if not found:
        raise CannotRead(node.line, say("There are no answers."))
    if not all(words for words, _ in found):
        raise CannotRead(node.line, say("An answer is empty."))
    return found


def _category(subject: str) -> str:
    path = escape(path_of_subject(subject))
    return f'<question type="category"><category><text>{path}</text></category></question>'


def _source(node: Node) -> str:
    attributes = "".join(f' {name}="{escape(value)}"' for name, value in node.attributes.items())
    inner = "".join(_source(child) for child in node.children) or escape("".join(node.words))
    return f"<{node.name}{attributes}>{inner}</{node.name}>"


def _written(question: NewQuestion) -> str:
    kinds = {
        "single": "multichoice",
        "multiple": "multichoice",
        "true_false": "truefalse",
        "fill_in": "shortanswer",
    }
    tags = "".join(
        f"<tag>{_text(f'{name}:{one}')}</tag>" for name, values in meta_of(question).items() for one in values
    )
    choice = f"<single>{str(question.type == 'single').lower()}</single><shuffleanswers>true</shuffleanswers>"
    return (
        f'<question type="{kinds[question.type]}"><name>{_text(question.code)}</name>'
        f'<questiontext format="plain_text">{_text(question.stem)}</questiontext>'
        f'<generalfeedback format="plain_text">{_text(question.explain)}</generalfeedback>'
        f"<defaultgrade>1</defaultgrade><idnumber>{escape(question.code)}</idnumber>"
        f"{choice if question.options else ''}{''.join(_written_answers(question))}<tags>{tags}</tags></question>"
    )


def _written_answers(question: NewQuestion) -> Iterator[str]:
    if question.type == "true_false":
        for name, truth in NAMES.items():
            yield _answer(name, WHOLE if truth in question.key else Decimal(0))
    elif question.type == "fill_in":
        for text in question.accepted:
            yield _answer(text, WHOLE)
    else:
        share = WHOLE / len(question.key)
        wrong = Decimal(-100) if question.type == "multiple" else Decimal(0)
        for index, text in enumerate(question.options):
            yield _answer(text, share if index in question.key else wrong)


def _answer(text: str, share: Decimal) -> str:
    shown = f"{share:.5f}".rstrip("0").rstrip(".")
    return f'<answer fraction="{shown}" format="plain_text">{_text(text)}</answer>'


def _text(words: str) -> str:
    return f"<text>{escape(words)}</text>"
