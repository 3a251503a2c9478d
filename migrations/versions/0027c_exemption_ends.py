"""Let an exemption be approved until a day, and keep what of its end has been told."""

import sqlalchemy as sa
from alembic import op

revision = "0027c_exemption_ends"
down_revision = "0027b_booking"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("exemptions", sa.Column("until", sa.Date()))
    op.add_column("exemptions", sa.Column("told", sa.String(), nullable=False, server_default=""))
    op.create_check_constraint(op.f("ck_exemptions_told"), "exemptions", "told IN ('', 'ahead', 'ended')")
    op.create_index(
        "ix_exemptions_until",
        "exemptions",
        ["tenant", "until"],
        postgresql_where=sa.text("until IS NOT NULL"),
    )
