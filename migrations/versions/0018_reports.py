"""Make the tables that reports count by, and the triggers that keep them with every change of a standing or a posting.

A ledger says how each learner is counted from an instant on; moves wait to be folded into the counts and into the
changes of each day. Moves are only ever added, so that nobody who studies or sits waits for a counter's row. What copies or removes a tenant's rows whole says `app.as_is`, and then
nothing is entered beside them.
"""

import sqlalchemy as sa
from alembic import op

from migrations.wall import APPENDS, wall

revision = "0018_reports"
down_revision = "0019_audit_chain"
branch_labels = None
depends_on = None

CELL = ("unit", "state", "did", "tier", "rank")

# A standing is counted where its learner is posted; an older year's stays where the learner was then.
PLACE_STANDING = """
CREATE FUNCTION place_standing() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF current_setting('app.as_is', true) = 'on' THEN
    RETURN NEW;
  ELSIF TG_OP = 'UPDATE' AND EXISTS (SELECT FROM standings newer
      WHERE newer.tenant = NEW.tenant AND newer.learner = NEW.learner AND newer.year > NEW.year) THEN
    NEW.unit := OLD.unit; NEW.tier := OLD.tier; NEW.rank := OLD.rank;
  ELSE
    SELECT l.unit, l.tier, l.rank INTO NEW.unit, NEW.tier, NEW.rank
      FROM learners l WHERE l.tenant = NEW.tenant AND l.id = NEW.learner;
  END IF;
  RETURN NEW;
END $$
"""
STANDINGS_PLACED = """
CREATE TRIGGER standings_placed BEFORE INSERT OR UPDATE ON standings
  FOR EACH ROW EXECUTE FUNCTION place_standing()
"""

# What is entered later never stands before what was entered sooner, also when a rehearsal's clock is set back.
COUNT_CHANGE = """
CREATE FUNCTION count_change(whose uuid, in_year int, moment timestamptz, old_cell count_days, new_cell count_days)
RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  here text := coalesce(new_cell.tenant, old_cell.tenant);
  since timestamptz;
BEGIN
  SELECT greatest(moment, max(e.at)) INTO since FROM count_ledger e
    WHERE e.tenant = here AND e.learner = whose AND e.year = in_year;
  INSERT INTO count_ledger (tenant, learner, year, at, unit, state, did, tier, rank)
    VALUES (here, whose, in_year, since, coalesce(new_cell.unit, ''), coalesce(new_cell.state, ''),
      coalesce(new_cell.did, ''), coalesce(new_cell.tier, ''), coalesce(new_cell.rank, ''));
  INSERT INTO count_moves (tenant, year, at, unit, state, did, tier, rank, change)
    SELECT here, in_year, since, unit, state, did, tier, rank, -1 FROM (SELECT old_cell.*) o WHERE tenant IS NOT NULL
    UNION ALL
    SELECT here, in_year, since, unit, state, did, tier, rank, 1 FROM (SELECT new_cell.*) n WHERE tenant IS NOT NULL;
END $$
"""

COUNT_STANDINGS = """
CREATE FUNCTION count_standings() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF current_setting('app.as_is', true) = 'on' THEN
    RETURN NULL;
  END IF;
  INSERT INTO count_ledger (tenant, learner, year, at, unit, state, did, tier, rank)
    SELECT tenant, learner, year, judged_at, unit, state, did, tier, rank FROM entered;
  INSERT INTO count_moves (tenant, year, at, unit, state, did, tier, rank, change)
    SELECT tenant, year, judged_at, unit, state, did, tier, rank, count(*) FROM entered GROUP BY 1, 2, 3, 4, 5, 6, 7, 8;
  RETURN NULL;
END $$
"""
COUNT_STANDING = """
CREATE FUNCTION count_standing() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  old_cell count_days; new_cell count_days; moment timestamptz;
BEGIN
  IF current_setting('app.as_is', true) = 'on' THEN
    RETURN NULL;
  END IF;
  old_cell.tenant := OLD.tenant; old_cell.unit := OLD.unit; old_cell.state := OLD.state;
  old_cell.did := OLD.did; old_cell.tier := OLD.tier; old_cell.rank := OLD.rank;
  moment := tenant_now();
  IF TG_OP = 'UPDATE' THEN
    new_cell.tenant := NEW.tenant; new_cell.unit := NEW.unit; new_cell.state := NEW.state;
    new_cell.did := NEW.did; new_cell.tier := NEW.tier; new_cell.rank := NEW.rank;
    IF (OLD.unit, OLD.tier, OLD.rank) = (NEW.unit, NEW.tier, NEW.rank) THEN
      moment := NEW.judged_at;
    END IF;
  END IF;
  PERFORM count_change(OLD.learner, OLD.year, moment, old_cell, new_cell);
  RETURN NULL;
END $$
"""
STANDINGS_COUNTED = (
    """
CREATE TRIGGER standings_entered AFTER INSERT ON standings
  REFERENCING NEW TABLE AS entered FOR EACH STATEMENT EXECUTE FUNCTION count_standings()
""",
    """
CREATE TRIGGER standings_changed AFTER UPDATE ON standings FOR EACH ROW
  WHEN ((OLD.unit, OLD.state, OLD.did, OLD.tier, OLD.rank) IS DISTINCT FROM
    (NEW.unit, NEW.state, NEW.did, NEW.tier, NEW.rank)) EXECUTE FUNCTION count_standing()
""",
    """
CREATE TRIGGER standings_removed AFTER DELETE ON standings FOR EACH ROW EXECUTE FUNCTION count_standing()
""",
)

# Year 0 holds who is on the roster, so that those whom nobody has judged yet are counted too.
COUNT_LEARNERS = """
CREATE FUNCTION count_learners() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  moment timestamptz := tenant_now();
BEGIN
  IF current_setting('app.as_is', true) = 'on' THEN
    RETURN NULL;
  END IF;
  INSERT INTO count_ledger (tenant, learner, year, at, unit, state, did, tier, rank)
    SELECT tenant, id, 0, moment, unit, 'enrolled', '', tier, rank FROM entered;
  INSERT INTO count_moves (tenant, year, at, unit, state, did, tier, rank, change)
    SELECT tenant, 0, moment, unit, 'enrolled', '', tier, rank, count(*) FROM entered GROUP BY 1, 4, 7, 8;
  RETURN NULL;
END $$
"""
COUNT_LEARNER = """
CREATE FUNCTION count_learner() RETURNS trigger LANGUAGE plpgsql AS $$
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
      (SELECT max(year) FROM standings m WHERE m.tenant = NEW.tenant AND m.learner = NEW.id);
  END IF;
  RETURN NULL;
END $$
"""
LEARNERS_COUNTED = (
    """
CREATE TRIGGER learners_entered AFTER INSERT ON learners
  REFERENCING NEW TABLE AS entered FOR EACH STATEMENT EXECUTE FUNCTION count_learners()
""",
    """
CREATE TRIGGER learners_moved AFTER UPDATE OF unit, tier, rank ON learners FOR EACH ROW
  WHEN ((OLD.unit, OLD.tier, OLD.rank) IS DISTINCT FROM (NEW.unit, NEW.tier, NEW.rank))
  EXECUTE FUNCTION count_learner()
""",
    """
CREATE TRIGGER learners_removed AFTER DELETE ON learners FOR EACH ROW EXECUTE FUNCTION count_learner()
""",
)
COUNT_WHAT_IS_THERE = (
    """
UPDATE standings s SET unit = l.unit, tier = l.tier, rank = l.rank FROM learners l
  WHERE l.tenant = s.tenant AND l.id = s.learner
""",
    """
INSERT INTO count_ledger (tenant, learner, year, at, unit, state, did, tier, rank)
  SELECT tenant, id, 0, created, unit, 'enrolled', '', tier, rank FROM learners
  UNION ALL SELECT tenant, learner, year, judged_at, unit, state, did, tier, rank FROM standings
""",
    """
INSERT INTO count_moves (tenant, year, at, unit, state, did, tier, rank, change)
  SELECT tenant, year, at, unit, state, did, tier, rank, 1 FROM count_ledger
""",
)


def upgrade() -> None:
    _columns()
    _ledger()
    _moves()
    _days()
    _counts()
    _count_what_is_there()
    _functions()


def _columns() -> None:
    for name in CELL:
        if name != "state":
            op.add_column("standings", sa.Column(name, sa.String(), nullable=False, server_default=""))


def _cell() -> list[sa.Column[str]]:
    return [sa.Column(name, sa.String(), nullable=False) for name in CELL]


def _ledger() -> None:
    op.create_table(
        "count_ledger",
        sa.Column("tenant", sa.String(40), primary_key=True),
        sa.Column("id", sa.BigInteger(), sa.Identity(), primary_key=True),
        sa.Column("learner", sa.Uuid(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        *_cell(),
        sa.Index("ix_count_ledger_learner", "tenant", "learner", "year", "id"),
        sa.Index("ix_count_ledger_unit", "tenant", "unit", "year"),
    )
    wall(op, "count_ledger", APPENDS)


def _moves() -> None:
    op.create_table(
        "count_moves",
        sa.Column("tenant", sa.String(40), primary_key=True),
        sa.Column("id", sa.BigInteger(), sa.Identity(), primary_key=True),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        *_cell(),
        sa.Column("change", sa.Integer(), nullable=False),
    )
    wall(op, "count_moves", "SELECT, INSERT, DELETE")


def _days() -> None:
    op.create_table(
        "count_days",
        sa.Column("tenant", sa.String(40), primary_key=True),
        sa.Column("year", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("day", sa.Date(), primary_key=True),
        *(sa.Column(name, sa.String(), primary_key=True) for name in CELL),
        sa.Column("change", sa.Integer(), nullable=False),
    )
    wall(op, "count_days")


def _counts() -> None:
    op.create_table(
        "counts",
        sa.Column("tenant", sa.String(40), primary_key=True),
        sa.Column("year", sa.Integer(), primary_key=True, autoincrement=False),
        *(sa.Column(name, sa.String(), primary_key=True) for name in ("by", "value", "unit", "state", "did")),
        sa.Column("people", sa.Integer(), nullable=False),
    )
    wall(op, "counts")


def _count_what_is_there() -> None:
    """Past the wall, which holds also for the tables' owner, all tenants at once; the first fold does the rest."""
    tables = ("learners", "standings", "count_ledger", "count_moves")
    for table in tables:
        op.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")
    for statement in COUNT_WHAT_IS_THERE:
        op.execute(statement)
    for table in tables:
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")


def _functions() -> None:
    for statement in (
        PLACE_STANDING,
        STANDINGS_PLACED,
        COUNT_CHANGE,
        COUNT_STANDINGS,
        COUNT_STANDING,
        *STANDINGS_COUNTED,
        COUNT_LEARNERS,
        COUNT_LEARNER,
        *LEARNERS_COUNTED,
    ):
        op.execute(statement)
