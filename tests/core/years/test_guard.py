"""The tables of yearly rows that the trigger of closed years holds; one taken away shows here."""

import sqlalchemy as sa

from core.db import db

HELD = {
    "acknowledgements", "attempts", "certificates", "corrections", "courses", "day_totals", "exemptions", "fee_orders",
    "fee_seats", "finished_courses", "learner_confirmations", "ledger", "lesson_files", "lesson_progress", "lessons",
    "objections", "outside_lists", "places", "practice_rounds", "prepared_papers", "printings", "question_imports",
    "questions", "reopenings", "standings", "tickets", "unit_confirmations",
}  # fmt: skip
TRIGGERS = """
SELECT c.relname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
WHERE t.tgname = 'a_closed_year' AND t.tgenabled = 'O'
"""


def test_every_table_of_yearly_rows_is_held(rolled_back):
    assert set(db.session.scalars(sa.text(TRIGGERS))) >= HELD
