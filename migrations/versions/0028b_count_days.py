"""Let the changes of days be found by unit, and have the moves that were folded swept out soon."""

from alembic import op

revision = "0028b_count_days"
down_revision = "0028_letters"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_count_days_unit", "count_days", ["tenant", "unit", "year", "day"])
    op.execute(
        "ALTER TABLE count_moves SET (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000)"
    )
