"""The privacy notice of a place, and the consent that is recorded before somebody without an account gives personal details."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid4

import sqlalchemy as sa
from flask import current_app
from itsdangerous import BadData, URLSafeTimedSerializer
from sqlalchemy.dialects.postgresql import insert

from core.accounts.models import Consent, PrivacyWording
from core.db import db
from core.decisions.values import Text, say
from core.errors import Refused
from core.tenancy.scope import current_tenant
from core.web.language import Reader
from core.web.site import Site

STANDS = timedelta(hours=2)
"""For so long a consent can be used for what it was given for."""
STANDARD = "standard-1"
"""The version of the platform's own wording."""
OWN_WORDING = (
    say(
        "{name} takes your unit, name, resident ID number and mobile phone in order to open your account, to tell you apart from others of your name, and to record your study and exams of each year."
    ),
    say(
        "The ID number is a sensitive detail. It is asked because your result is recorded under it; it is shown in full to the administrators of your unit and of the offices above it alone."
    ),
    say(
        "Your details are given to nobody else. They are kept as long as the law asks the yearly records to be kept."
    ),
    say(
        "You may look at your details, have them corrected, and withdraw this consent, at any time: ask the administrator of your unit or the hotline. Who does not agree can be entered by their unit instead."
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class PrivacyNotice:
    """What a place says before it takes personal details."""

    version: str
    texts: Mapping[str, str]
    """By language, paragraphs parted by empty lines."""

    @property
    def digest(self) -> str:
        """Tell this wording from every other."""
        said = json.dumps([self.version, sorted(self.texts.items())], ensure_ascii=False)
        return hashlib.sha256(said.encode()).hexdigest()[:32]

    def paragraphs(self, locale: str) -> list[str]:
        """Return the notice in a reader's language, in Chinese where it stands in no other."""
        text = self.texts.get(locale) or self.texts["zh"]
        return [one.strip() for one in text.split("\n\n") if one.strip()]


def privacy_notice(site: Site) -> PrivacyNotice:
    """Return the notice of the site's place, or the platform's own where the place has none."""
    own = site.place.privacy if site.place else None
    if own is not None:
        texts = {"zh": own.text.zh, "en": own.text.en}
        return PrivacyNotice(version=own.version, texts={key: text for key, text in texts.items() if text})
    return PrivacyNotice(version=STANDARD, texts={locale: _standard(site, locale) for locale in ("zh", "en")})


def give_consent(site: Site, purpose: str) -> str:
    """Record that whoever asks has agreed to the notice as it stands, commit, and return the mark that proves it for a while."""
    notice, identity = privacy_notice(site), uuid4()
    wording = insert(PrivacyWording).values(
        digest=notice.digest, version=notice.version, texts=dict(notice.texts)
    )
    db.session.execute(wording.on_conflict_do_nothing())
    db.session.add(Consent(id=identity, wording=notice.digest, area=site.area, purpose=purpose))
    db.session.commit()
    return _marks().dumps([current_tenant(), purpose, str(identity)])


def consent_behind(site: Site, mark: str, purpose: str) -> Consent:
    """Return the consent of a mark; Refused where there is none, it is of another wording, or too old."""
    row = _consent(mark, purpose)
    if row is None or row.wording != privacy_notice(site).digest:
        text = say("Please read the privacy notice and agree to it first; a consent holds for two hours.")
        raise Refused(text, code="no_consent")
    return row


def consents_of(learner: UUID) -> list[tuple[str, datetime]]:
    """Return the versions of the notices that a learner has agreed to and when, the latest first."""
    same = sa.and_(PrivacyWording.tenant == Consent.tenant, PrivacyWording.digest == Consent.wording)
    query = sa.select(PrivacyWording.version, Consent.given_at).join(Consent, same)
    rows = db.session.execute(query.where(Consent.learner == learner).order_by(Consent.given_at.desc()))
    return list(rows.tuples())


def _consent(mark: str, purpose: str) -> Consent | None:
    try:
        tenant, asked, identity = _marks().loads(mark, max_age=int(STANDS.total_seconds()))
    except (BadData, ValueError):
        return None
    if (tenant, asked) != (current_tenant(), purpose):
        return None
    return db.session.scalars(sa.select(Consent).where(Consent.id == UUID(identity))).one_or_none()


def _marks() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(current_app.config["SECRET_KEY"], salt="consent")


def _standard(site: Site, locale: str) -> str:
    place = site.place
    name = place.names.read(locale) if place else site.name
    reader = Reader("zh" if locale == "zh" else "en", site.words, site.zone)
    return "\n\n".join(reader.text(Text(one.message, {**one.values, "name": name})) for one in OWN_WORDING)
