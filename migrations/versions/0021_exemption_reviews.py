"""Let applications for exemption be returned and withdrawn, and keep the files that they rest on."""

import sqlalchemy as sa
from alembic import op

from migrations.wall import wall

revision = "0021_exemption_reviews"
down_revision = "0020_fees"
branch_labels = None
depends_on = None

STATES = ("applied", "returned", "reviewed", "approved", "refused", "withdrawn", "revoked")
GONE = ("refused", "withdrawn")
"""Who was refused, or withdrew, may apply for the same again."""


def upgrade() -> None:
    op.drop_constraint("ck_exemptions_state", "exemptions")
    op.create_check_constraint(op.f("ck_exemptions_state"), "exemptions", f"state IN {STATES}")
    op.drop_index("uq_exemptions_standing", "exemptions")
    op.create_index(
        "uq_exemptions_standing",
        "exemptions",
        ["tenant", "learner", "year", "reason"],
        unique=True,
        postgresql_where=sa.text(f"state NOT IN {GONE}"),
    )
    op.create_table(
        "exemption_evidence",
        sa.Column("tenant", sa.String(40), primary_key=True),
        *(sa.Column(name, sa.Uuid(), primary_key=True) for name in ("exemption", "file")),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant", "exemption"], ["exemptions.tenant", "exemptions.id"], ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["tenant", "file"], ["files.tenant", "files.id"]),
    )
    wall(op, "exemption_evidence")
