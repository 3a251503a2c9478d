"""The list of learners as a spreadsheet: what its filters show, every cell text, so that nothing in it is ever a formula."""

from collections.abc import Mapping

from core.accounts.service import Acting
from core.audit.service import note
from core.console.lists import Query, Row, every_row
from core.db import db
from core.decisions.values import Text, say
from core.errors import Refused
from core.sheets.book import Book
from core.sheets.lexicon import Lexicon
from core.web.language import Reader

MOST = 50_000
HEADINGS: Mapping[str, Text] = {
    "account": say("Account number"),
    "name": say("Name"),
    "unit": say("Unit"),
    "rank": say("Rank"),
    "phone": say("Mobile phone"),
    "earned": say("Study"),
    "score": say("Year score"),
    "state": say("State"),
}


def export_list(by: Acting, query: Query, reader: Reader) -> bytes:
    """Return all learners that the filters of the list show, noted in the audit trail; Refused for more than MOST."""
    rows = every_row(by.scope, query, by.site, MOST + 1)
    if len(rows) > MOST:
        raise Refused(
            say("These are more than {most} people; please narrow the list.", most=MOST), code="too_many"
        )
    book = Book(
        Lexicon(reader, HEADINGS), reader.word("learners_sheet"), list(HEADINGS), {"unit": 28, "account": 20}
    )
    for row in rows:
        book.row(_cells(row, reader))
    note(by.actor, "export_learners", "", people=str(len(rows)), filters=query.address())
    db.session.commit()
    return book.content()


def _cells(row: Row, reader: Reader) -> dict[str, str]:
    learner = row.learner
    return {
        "account": learner.account,
        "name": learner.name,
        "unit": row.unit.name,
        "rank": reader.word(learner.rank) if learner.rank else "",
        "phone": learner.phone,
        "earned": "" if row.earned is None else reader.number(row.earned),
        "score": "" if row.score is None else reader.number(row.score),
        "state": reader.word(row.state),
    }
