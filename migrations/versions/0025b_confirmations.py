"""Keep who has confirmed the details of a year, learners and units, and who says that something is wrong."""

import sqlalchemy as sa
from alembic import op

from migrations.wall import wall

revision = "0025b_confirmations"
down_revision = "0028c_campaigns"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _table("learner_confirmations", sa.Column("learner", sa.Uuid(), primary_key=True), "learners", "id")
    _table("unit_confirmations", sa.Column("unit", sa.String(), primary_key=True), "units", "code")
    op.execute(
        "CREATE TRIGGER a_closed_year BEFORE INSERT OR UPDATE OR DELETE ON learner_confirmations FOR EACH ROW "
        "EXECUTE FUNCTION refuse_closed_year('learner')"
    )
    op.execute(
        "CREATE TRIGGER a_closed_year BEFORE INSERT OR UPDATE OR DELETE ON unit_confirmations FOR EACH ROW "
        "EXECUTE FUNCTION refuse_closed_year('unit')"
    )


def _table(name: str, subject: "sa.Column[object]", parent: str, target: str) -> None:
    op.create_table(
        name,
        sa.Column("tenant", sa.String(40), primary_key=True),
        subject,
        sa.Column("year", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.Uuid(), nullable=False),
        sa.Column("by_name", sa.String(), nullable=False),
        sa.CheckConstraint("state IN ('confirmed', 'wrong')", name="state"),
        sa.ForeignKeyConstraint(
            ["tenant", subject.name], [f"{parent}.tenant", f"{parent}.{target}"], ondelete="CASCADE"
        ),
    )
    wall(op, name)
