"""Keep which year each place stands in, and let the database itself refuse to change a year that is closed.

A closed year's rows are read only for every path that writes, also for those that come later: a trigger on each table of
yearly rows asks whether the year is closed in the place that the row belongs to. The tree of units is kept as it stood.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from migrations.wall import hold_closed_years, wall

revision = "0025_years"
down_revision = "0027_cohorts"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)

OF_LEARNERS = (
    "acknowledgements", "attempts", "day_totals", "exemptions", "finished_courses", "ledger", "lesson_progress",
    "objections", "places", "practice_rounds", "prepared_papers", "reopenings", "standings", "tickets",
)  # fmt: skip
OF_AREAS = ("courses", "questions", "question_imports", "outside_lists", "printings")
OF_COURSES = ("lessons", "lesson_files")

CLOSED = """
CREATE FUNCTION year_closed(whose text, which int, place text) RETURNS boolean LANGUAGE sql STABLE AS $$
  SELECT EXISTS (SELECT FROM years y
    WHERE y.tenant = whose AND y.year = which AND y.area = place AND y.closed_at IS NOT NULL)
$$
"""
CLOSED_FOR = """
CREATE FUNCTION year_closed_for(whose text, which int, learner_id uuid) RETURNS boolean LANGUAGE sql STABLE AS $$
  SELECT EXISTS (SELECT FROM years y
    JOIN learners l ON l.tenant = y.tenant AND l.id = learner_id
    JOIN units u ON u.tenant = l.tenant AND u.code = l.unit AND u.area = y.area
    WHERE y.tenant = whose AND y.year = which AND y.closed_at IS NOT NULL)
$$
"""
REFUSE = """
CREATE FUNCTION refuse_closed_year() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  changed record;
  shut boolean;
BEGIN
  IF TG_OP = 'DELETE' THEN changed := OLD; ELSE changed := NEW; END IF;
  IF current_setting('app.as_is', true) = 'on' THEN
    RETURN changed;
  ELSIF TG_ARGV[0] = 'learner' THEN
    shut := year_closed_for(changed.tenant, changed.year, changed.learner);
  ELSIF TG_ARGV[0] = 'area' THEN
    shut := year_closed(changed.tenant, changed.year, changed.area);
  ELSIF TG_ARGV[0] = 'unit' THEN
    SELECT year_closed(changed.tenant, changed.year, u.area) INTO shut FROM units u
      WHERE u.tenant = changed.tenant AND u.code = changed.unit;
  ELSIF TG_ARGV[0] = 'course' THEN
    SELECT year_closed(changed.tenant, changed.year, c.area) INTO shut FROM courses c
      WHERE c.tenant = changed.tenant AND c.year = changed.year AND c.code = changed.course;
  ELSE
    SELECT year_closed(changed.tenant, changed.year, q.area) INTO shut FROM questions q
      WHERE q.tenant = changed.tenant AND q.year = changed.year AND q.code = changed.code AND q.version = changed.version;
  END IF;
  IF shut THEN
    RAISE EXCEPTION 'year_closed' USING ERRCODE = 'XF001', DETAIL = changed.year::text;
  END IF;
  RETURN changed;
END $$
"""
# A learner who moves in a new year is counted there in the new year alone.
COUNT_LEARNER = """
CREATE OR REPLACE FUNCTION count_learner() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  old_cell count_days; new_cell count_days;
BEGIN
  IF current_setting('app.as_is', true) = 'on' THEN
    RETURN NULL;
  END IF;
  old_cell.tenant := OLD.tenant; old_cell.unit := OLD.unit; old_cell.state := 'enrolled';
  old_cell.did := ''; old_cell.tier := OLD.tier; old_cell.rank := OLD.rank;
  IF TG_OP = 'UPDATE' THEN
    new_cell.tenant := NEW.tenant; new_cell.unit := NEW.unit; new_cell.state := 'enrolled';
    new_cell.did := ''; new_cell.tier := NEW.tier; new_cell.rank := NEW.rank;
  END IF;
  PERFORM count_change(OLD.id, 0, tenant_now(), old_cell, new_cell);
  IF TG_OP = 'UPDATE' THEN
    UPDATE standings s SET learner = s.learner WHERE s.tenant = NEW.tenant AND s.learner = NEW.id AND s.year =
      (SELECT max(year) FROM standings m WHERE m.tenant = NEW.tenant AND m.learner = NEW.id)
      AND NOT year_closed_for(s.tenant, s.year, s.learner);
  END IF;
  RETURN NULL;
END $$
"""


def upgrade() -> None:
    _years()
    _openings()
    _trees()
    for statement in (CLOSED, CLOSED_FOR, REFUSE, COUNT_LEARNER):
        op.execute(statement)
    _guard("learner", OF_LEARNERS)
    _guard("area", OF_AREAS)
    _guard("course", OF_COURSES)
    _guard("question", ("corrections",))
    # Money may still come back and a certificate still be revoked: acts of today about what stays written.
    _guard("unit", ("fee_orders",), "INSERT OR DELETE")
    _guard("learner", ("certificates", "fee_seats"), "INSERT OR DELETE")


def _guard(by: str, tables: tuple[str, ...], acts: str = "INSERT OR UPDATE OR DELETE") -> None:
    for table in tables:
        hold_closed_years(op, table, by, acts)


def _years() -> None:
    op.create_table(
        "years",
        sa.Column("tenant", sa.String(40), primary_key=True),
        sa.Column("area", sa.String(120), primary_key=True),
        sa.Column("year", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("opened_at", MOMENT),
        sa.Column("closed_at", MOMENT),
        sa.CheckConstraint("opened_at IS NOT NULL OR closed_at IS NOT NULL", name="opened_or_closed"),
    )
    wall(op, "years")


def _openings() -> None:
    op.create_table(
        "year_openings",
        sa.Column("tenant", sa.String(40), primary_key=True),
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("area", sa.String(120), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("areas", JSONB(), nullable=False),
        sa.Column("by", sa.Uuid(), nullable=False),
        sa.Column("by_name", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("ended_at", MOMENT),
        sa.Column("learners", sa.Integer()),
        sa.Column("progress", sa.Uuid()),
        sa.Index("ix_year_openings_at", "tenant", "at"),
    )
    wall(op, "year_openings")


def _trees() -> None:
    op.create_table(
        "year_units",
        sa.Column("tenant", sa.String(40), primary_key=True),
        sa.Column("year", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("code", sa.String(), primary_key=True),
        sa.Column("parent", sa.String()),
        *(
            sa.Column(name, sa.String(), nullable=False)
            for name in ("name", "level", "kind", "area", "region", "sector")
        ),
        sa.Index("ix_year_units_parent", "tenant", "year", "parent"),
    )
    wall(op, "year_units")
