"""What the worker does for messages at its own times: reminds every morning, sends what a lost run has left, forgets old messages.

What is asked for (sending, campaigns, codes by mail) is queued by those who ask; naming it here enters it in the queue.
"""

from datetime import timedelta

import sqlalchemy as sa

from core.db import db
from core.jobs import Progress, every, task
from core.notify.campaigns import carry_out
from core.notify.contacts import mail_code
from core.notify.mailing import send_mails
from core.notify.models import Message
from core.notify.planning import begin_due
from core.notify.reminding import remind_everybody
from core.notify.sending import deliver

ASKED_FOR = (carry_out, deliver, mail_code, send_mails)
KEPT = timedelta(days=730)
"""How long a message stands in the inbox."""


@task("notify.remind")
def remind(progress: Progress) -> None:
    """Remind the learners of the scope's tenant of what is due."""
    remind_everybody(progress.report)


@task("notify.forget")
def forget(_progress: Progress) -> None:
    """Forget the scope's messages of years ago, with their deliveries."""
    db.session.execute(sa.delete(Message).where(Message.created < sa.func.now() - KEPT))
    db.session.commit()


every(
    "30 22 * * *", remind
)  # half past six in the morning in China: "today" and "tomorrow" are right when it is read
every("23 * * * *", deliver)
every("29 * * * *", send_mails)
every("*/10 * * * *", begin_due)
every("10 18 * * *", forget)
