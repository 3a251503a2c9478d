"""The words on the paper, made of what was signed; the PDF and the page print the same ones."""

from dataclasses import dataclass
from urllib.parse import urlencode

from core.certificates.letters import grouped
from core.certificates.said import Said
from core.decisions.values import Text, say
from core.web.language import Reader

STATEMENT = say(
    "has taken part in the online study and examination of law for state employees in {year}, with the result: {result}."
)
WITH_SCORE = say(
    "has taken part in the online study and examination of law for state employees in {year}, "
    "with the year score {score} and the result: {result}."
)

LANGUAGES = {"zh": "zh-CN", "en": "en"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """The texts of one paper, ready to be set."""

    language: str
    """As programs name it: zh-CN or en."""
    title: str
    number: str
    name: str
    unit: str
    statement: str
    granted: str
    issuer: str
    day: str
    check: str
    """What the QR code is for."""
    address: str
    code: str
    link: str
    """The address in the QR code."""


def words_of(said: Said, code: str, read: Reader) -> Words:
    """Return the texts of a certificate in the reader's language."""
    return Words(
        language=LANGUAGES[read.locale],
        title=read.text(say("Certificate of Law Study")),
        number=read.text(say("No. {number}", number=said.number)),
        name=said.name,
        unit=said.unit,
        statement=read.text(_statement(said)),
        granted=read.text(say("This certificate is granted in witness thereof.")),
        issuer=said.issuer,
        day=read.day(said.issued_at),
        check=read.text(say("Scan to check this certificate")),
        address=said.check.partition("://")[2],
        code=read.text(say("Check code {code}", code=grouped(code))),
        link=link_of(said, code),
    )


def link_of(said: Said, code: str) -> str:
    """Return the address at which a certificate is checked; letters of ASCII alone, for every reader of QR codes."""
    return f"{said.check}?{urlencode({'number': said.number, 'code': code})}"


def _statement(said: Said) -> Text:
    facts = {"year": str(said.year), "result": said.result}
    if not said.score:
        return Text(STATEMENT.message, facts)
    return Text(WITH_SCORE.message, {**facts, "score": said.score})
