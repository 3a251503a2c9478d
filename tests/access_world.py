"""The callers of the access table and the examples that its addresses name, made through the services."""

import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import sqlalchemy as sa
from flask import Flask
from werkzeug.test import TestResponse

from core.accounts import sessions
from core.accounts.models import Administrator, CohortList, Consent, Learner
from core.accounts.service import server_acting
from core.audit.service import Actor
from core.certificates.models import Archive, CertificateRow
from core.certificates.said import Said
from core.certificates.service import begin_batch
from core.courses import service as courses
from core.courses.service import NewQuestion, PastLesson
from core.courses.words import LIBRARY
from core.db import db
from core.decisions.values import Cite, say
from core.drafts.files import Asked
from core.drafts.service import begin as begin_draft
from core.exams import service as exams
from core.exemptions.service import ExemptionRow, Sent, answer, evidence_of, own_exemption
from core.fees.models import FeeReceipt
from core.files.service import keep_file
from core.notify.models import Message
from core.notify.service import Draft, asked_of, begin, post
from core.objections.service import raise_objection
from core.rulebook.opening import Shelf
from core.web.cookie import token_hash
from tests.access_table import (
    AREA,
    BESIDE,
    EDITOR,
    FINANCE,
    LI,
    OFFICE,
    OPERATOR,
    ORGANISER,
    OVER_LI,
    READER,
    REVIEWER,
    STRANGER,
    WEST_LEARNER,
    WEST_OFFICE,
    ZHAO,
    Row,
)
from tests.core.courses.world import a_course
from tests.core.files import samples
from tests.sites import TODAY, Browser, learner_id, scope_of_site

CALLERS: Mapping[str, tuple[str, str]] = {
    STRANGER: ("east", ""),
    LI: ("east", "1001"),
    ZHAO: ("east", "1002"),
    OVER_LI: ("east", "a1"),
    BESIDE: ("east", "a2"),
    OFFICE: ("east", "office"),
    EDITOR: ("east", "editor"),
    AREA: ("east", "area"),
    ORGANISER: ("east", "organiser"),
    REVIEWER: ("east", "reviewer"),
    FINANCE: ("east", "finance"),
    READER: ("east", "reader"),
    WEST_LEARNER: ("west", "1001"),
    WEST_OFFICE: ("west", "office"),
    OPERATOR: ("operator", ""),
}
"""Each caller's host and account."""


SHELVES = (
    "law",
    "{ticket}",
    "{round}",
    "{file}",
    "{attempt}",
    "practice",
    "yearly",
    "tickets",
    "questions",
    "corrections",
    "paper-exams",
)
"""Signs of an address that needs a course or an exam to be there."""


@dataclass
class World:
    """The application, its callers signed in, and the examples by name."""

    app: Flask
    tokens: dict[str, str] = field(default_factory=dict)
    filled: bool = False
    examples: dict[str, Any] = field(default_factory=dict)
    """Each is made once, by name."""

    def path(self, row: Row) -> str:
        """Return the row's address with the examples filled in."""
        if not self.filled and any(sign in row.path for sign in SHELVES):
            fill_shelves(self.app)
            self.filled = True
        for name, make in EXAMPLES.items():
            if f"{{{name}}}" in row.path and name not in self.examples:
                self.examples[name] = make(self)
        return row.path.format(**self.examples)

    def call(self, caller: str, row: Row, path: str) -> TestResponse:
        """Send the row's request as this caller."""
        browser, token = Browser(self.app, CALLERS[caller][0]), self.token(caller)
        if row.method == "GET":
            return browser.get(path, headers=_bearing(token))
        if not token:
            body = None if row.body is None else dict(row.body)
            return browser.post(path, dict(row.form)) if body is None else browser.send(path, body)
        sent = {"data": dict(row.form)} if row.body is None else {"json": dict(row.body)}
        return browser.client.post(
            path, base_url=browser.address, headers=_bearing(token), buffered=True, **sent
        )

    def token(self, caller: str) -> str:
        """Sign the caller in without their password, which is tested elsewhere; "" for strangers."""
        if caller not in self.tokens:
            host, account = CALLERS[caller]
            self.tokens[caller] = (
                self._begin(host, account) if account else OPERATORS.get(caller, _nobody)(self)
            )
        return self.tokens[caller]

    def _begin(self, host: str, account: str) -> str:
        with scope_of_site(self.app, host) as site:
            learner = db.session.scalar(sa.select(Learner.id).where(Learner.account == account))
            query = sa.select(Administrator.id).where(Administrator.account == account)
            administrator = None if learner else db.session.scalar(query)
            token = sessions.begin(site, learner, administrator)
            db.session.commit()
        return token


def _bearing(token: str) -> dict[str, str]:
    """A token in the header needs no mark against forged forms, which are tested elsewhere."""
    return {"Authorization": f"Bearer {token}"} if token else {}


def _nobody(_world: World) -> str:
    return ""


def _operator(world: World) -> str:
    from core.console.operators import make_operator, sign_in

    with world.app.app_context():
        make_operator("op", "abc12345")
        return sign_in("op", "abc12345")


OPERATORS: Mapping[str, Callable[[World], str]] = {OPERATOR: _operator}


def _learner(world: World) -> Any:
    return learner_id(world.app, "east", "1001")


def _ticket(world: World) -> Any:
    token = world.token(LI)
    with scope_of_site(world.app, "east"):
        year = courses.learner_year(_learner(world))
        return courses.open_lesson(year, "law", "l1", token_hash(token)).ticket


def _round(world: World) -> Any:
    with scope_of_site(world.app, "east"):
        year = courses.learner_year(_learner(world))
        shelf = courses.shelf_for(year)
        done = [PastLesson(course="law", lesson=f"l{n}", at=year.at - timedelta(hours=n)) for n in (3, 2, 1)]
        courses.enter_history(year, shelf, done)
        return courses.start_practice(year, "practice", "law").id


def _attempt(world: World) -> Any:
    with scope_of_site(world.app, "east"):
        return exams.start_attempt(_learner(world), "yearly").id


def _certificate(world: World) -> Any:
    with scope_of_site(world.app, "east"):
        said = Said(
            tenant="east",
            issuer="东省学法平台",
            number="2024000001",
            name="李一",
            unit="东省甲局",
            year=2024,
            result="合格",
            score="",
            issued=TODAY.isoformat(),
            rules="",
            check="http://east.localhost/verify",
        )
        row = CertificateRow(
            id=uuid4(),
            learner=_learner(world),
            year=2024,
            area="",
            number=said.number,
            code="000000000000",
            state="passed",
            grade="",
            said=said.as_json(),
            signature=b"",
            key="",
            issued_at=TODAY,
            issued_by=UUID(int=0),
            issued_by_name="",
        )
        db.session.add(row)
        db.session.commit()
        return row.id


def _batch(world: World) -> Any:
    with scope_of_site(world.app, "east") as site:
        batch = begin_batch(server_acting(site), "u1", "http://east.localhost").id
        db.session.add(Archive(batch=batch, part=1, papers=0, content=b""))
        db.session.commit()
        return batch


def _bulletin(world: World) -> Any:
    from core.reports.asking import Query
    from core.reports.bulletins import issue, proposed
    from core.reports.sight import Sight

    with scope_of_site(world.app, "east") as site:
        by = server_acting(site)
        sight = Sight(site=site, scope=by.scope, whole=True)
        return issue(by, sight, Query(), proposed(sight, "东省司法厅")).id


def _opening(world: World) -> Any:
    from core.years.models import YearOpening

    with scope_of_site(world.app, "east"):
        row = YearOpening(id=uuid4(), area="", year=2024, areas={"": 2023}, by=uuid4(), by_name="x", at=TODAY)
        row.ended_at, row.learners = row.at, 1
        db.session.add(row)
        db.session.commit()
        return row.id


def _letter_run(world: World) -> Any:
    from core.reports.asking import Query
    from core.reports.letter_writing import begin_letters, proposed_letter
    from core.reports.sight import Sight

    with scope_of_site(world.app, "east") as site:
        asker = db.session.scalar(sa.select(Administrator.id).where(Administrator.account == "office"))
        by = replace(server_acting(site), actor=Actor(asker, "office"))
        sight = Sight(site=site, scope=by.scope, whole=True, home="u0")
        return begin_letters(by, sight, Query(), ["u1"], proposed_letter(sight, "东省司法厅")).id


def _letter(world: World) -> Any:
    """A letter of the office to Li's unit."""
    from core.reports.letter_writing import write_letters
    from core.reports.models import UrgingLetter

    run = _letter_run(world)
    with world.app.app_context():
        write_letters.run("east", str(UUID(int=0)), {"run": str(run)})
    with scope_of_site(world.app, "east"):
        return db.session.scalar(sa.select(UrgingLetter.id).where(UrgingLetter.run == run))


def _report_file(world: World) -> Any:
    """An export that the administrator of Li's unit has asked for, made."""
    from core.reports.exporting import begin_export
    from core.reports.models import ReportFile

    with scope_of_site(world.app, "east") as site:
        asker = db.session.scalar(sa.select(Administrator.id).where(Administrator.account == "a1"))
        by = replace(server_acting(site), actor=Actor(asker, "a1"))
        row = begin_export(by, "", "units", "xlsx", "zh")
        db.session.execute(sa.update(ReportFile).values(content=b"x"))
        db.session.commit()
        return row.id


def _import(world: World) -> Any:
    from tests.core.bank.world import previewed

    return previewed(world.app, "::n1::国家尊重和保障人权。{T}", work="宪法").id


def _printing(world: World) -> Any:
    from tests.core.outside.world import printed

    return printed(world.app).id


def _roster(world: World) -> Any:
    from tests.core.rosters.world import person, sent, written

    return sent(world.app, written(person("李一", 学号="1001", 职务级别="科员"))).id


def _registration(world: World) -> Any:
    from core.accounts.privacy import give_consent
    from core.registrations.models import Registration

    with scope_of_site(world.app, "east") as site:
        give_consent(site, "registration")
        row = Registration(
            reference=uuid4().hex,
            year=2024,
            unit="u1",
            name="新一",
            id_number="",
            phone="",
            consent=db.session.scalars(sa.select(Consent.id)).first(),
            at=TODAY,
        )
        db.session.add(row)
        db.session.commit()
        return row.id


def _list(world: World) -> Any:
    from tests.core.outside.world import previewed

    return previewed(world.app, "账号,成绩\n1001,80\n").id


def _change(world: World) -> Any:
    from core.rosters.unit_changes import Dated
    from core.rosters.units import move_unit
    from tests.core.rosters.world import desk

    with desk(world.app, "office") as by:
        return move_unit(by, "b1", "u2", Dated(day=TODAY.date() + timedelta(days=9), reason="改革")).number


def _transfer(world: World) -> Any:
    """Of Li to the province: those over Li answer, the province takes it back."""
    from core.rosters.models import Transfer

    with scope_of_site(world.app, "east"):
        row = Transfer(
            learner=_learner(world),
            left="u1",
            to="u0",
            day=TODAY.date(),
            side="receiving",
            state="asked",
            reason="x",
            by=UUID(int=0),
            by_name="x",
            at=TODAY,
        )
        db.session.add(row)
        db.session.commit()
        return row.number


def _bulk(world: World) -> Any:
    from core.console.models import BulkAct

    with scope_of_site(world.app, "east"):
        row = BulkAct(
            act="reset",
            reason="x",
            learners=[str(_learner(world))],
            results=[None],
            unit="u1",
            area="",
            by=UUID(int=0),
            by_name="x",
            at=TODAY,
            ended_at=TODAY,
        )
        db.session.add(row)
        db.session.commit()
        return row.id


def _objection(world: World) -> Any:
    with scope_of_site(world.app, "east"):
        learner = Actor(_learner(world), "李一")
        return raise_objection(learner, "standing", "2024", "请复核").id


def _exemption(world: World) -> Any:
    """Both examples are of one application: a reason is on file once."""
    learner = _learner(world)
    with scope_of_site(world.app, "east"):
        row = db.session.scalars(sa.select(ExemptionRow).where(ExemptionRow.learner == learner)).first()
        if row is None:
            row = ExemptionRow(learner=learner, year=2024, reason="illness", trail=[], applied_at=TODAY)
            db.session.add(row)
            db.session.commit()
        return row.id


def _cohort_list(world: World) -> Any:
    with scope_of_site(world.app, "east"):
        row = CohortList(year=2024, cohort="sector", title="系统名单", unit="u1")
        db.session.add(row)
        db.session.commit()
        return row.id


def _evidence(world: World) -> Any:
    exemption, learner = _exemption(world), _learner(world)
    with scope_of_site(world.app, "east"):
        row = own_exemption(learner, exemption)
        answer(row, Actor(learner, "李一"), "", [Sent(io.BytesIO(samples.PDF), "诊断证明.pdf")])
        return evidence_of(exemption)[0].id


def _message(world: World) -> Any:
    learner = _learner(world)
    with scope_of_site(world.app, "east"):
        post([Draft(kind="notice", learner=learner, title=say("x"), body=())])
        return db.session.scalars(sa.select(Message.id).where(Message.learner == learner)).first()


def _file(world: World) -> Any:
    with scope_of_site(world.app, "east"):
        lesson = courses.lesson_of(2024, "law", "l1")
        kept = keep_file(io.BytesIO(samples.PDF), "讲义.pdf", "lesson", Actor(uuid4(), "编一"))
        courses.attach_file(lesson, kept)
        courses.attach_file(courses.lesson_of(LIBRARY, "law", "l1"), kept)
        db.session.commit()
        return kept.id


def _order(world: World) -> Any:
    from tests.core.fees.world import ordered, with_voucher

    return with_voucher(world.app, ordered(world.app)).id


def _announcement(world: World) -> Any:
    from tests.core.front.world import announced

    return announced(world.app).id


def _download(world: World) -> Any:
    from tests.core.front.world import offered

    return offered(world.app, audience="learners").id


def _code(world: World) -> Any:
    from tests.core.front.world import coded

    return coded(world.app).id


def _statement(world: World) -> Any:
    from tests.core.fees.world import entered, statement

    return entered(world.app, statement(("S1", 4500, "甲", ""))).id


def _receipt(world: World) -> Any:
    from tests.core.fees.world import ordered, pay

    pay(world.app, ordered(world.app, "a2", "u2", heads=2).id, 9000, "R1")
    with scope_of_site(world.app, "east"):
        return db.session.scalars(sa.select(FeeReceipt.id)).first()


def _campaign(world: World) -> Any:
    with scope_of_site(world.app, "east") as site:
        by = server_acting(site)
        return begin(by, asked_of(by.scope, {"unit": "u1", "subject": "x", "text": "x"})).id


def _order_of_li(world: World) -> Any:
    """The order of Li's unit, which has one: its people are ordered for once."""
    from core.fees.models import FeeOrder

    with scope_of_site(world.app, "east"):
        query = sa.select(FeeOrder.id).where(FeeOrder.unit == "u1", FeeOrder.applicant == "")
        known = db.session.scalar(query)
    return known or _order(world)


def _invoice(world: World) -> Any:
    from core.fees.service import order_of
    from tests.core.invoices.world import issued

    order = _order_of_li(world)
    with scope_of_site(world.app, "east"):
        found = order_of(order)
    return issued(world.app, found, "FP-1").id


def _payment(world: World) -> Any:
    from tests.core.payments.world import entered

    return entered(world.app, _order_of_li(world)).id


def _application(world: World) -> Any:
    """Both examples are of one application: a unit orders once."""
    from core.ordering.models import UnitApplication
    from tests.core.ordering.world import applied, prepare

    with scope_of_site(world.app, "east"):
        known = db.session.scalar(sa.select(UnitApplication.order_id))
    if known is None:
        prepare(world.app)
        known = applied(world.app).order_id
    return known


def _secret(world: World) -> Any:
    from core.ordering.finding import by_order
    from core.ordering.links import token_of

    application = _application(world)
    with scope_of_site(world.app, "east"):
        return token_of(by_order(application))


def _draft(world: World) -> Any:
    with scope_of_site(world.app, "east") as site:
        shelf = Shelf(site.the_tenant, "", site.year)
        return begin_draft(server_acting(site), shelf, Asked(2024, start="east/2024")).id


def _plan(world: World) -> Any:
    from core.notify.models import CampaignPlan

    with scope_of_site(world.app, "east"):
        row = CampaignPlan(
            area="",
            unit="u1",
            states=["studying"],
            subject="x",
            text="x",
            anchor="year",
            days=0,
            minute=0,
            state="waiting",
            asked_at=TODAY,
            asked_by=UUID(int=0),
            asked_by_name="",
        )
        db.session.add(row)
        db.session.commit()
        return row.id


EXAMPLES: Mapping[str, Callable[[World], Any]] = {
    "learner": _learner,
    "statement": _statement,
    "receipt": _receipt,
    "ticket": _ticket,
    "round": _round,
    "file": _file,
    "attempt": _attempt,
    "import": _import,
    "certificate": _certificate,
    "batch": _batch,
    "bulletin": _bulletin,
    "opening": _opening,
    "report_file": _report_file,
    "letter_run": _letter_run,
    "letter": _letter,
    "objection": _objection,
    "message": _message,
    "exemption": _exemption,
    "evidence": _evidence,
    "printing": _printing,
    "roster": _roster,
    "registration": _registration,
    "change": _change,
    "transfer": _transfer,
    "bulk": _bulk,
    "list": _list,
    "campaign": _campaign,
    "order": _order,
    "cohort_list": _cohort_list,
    "announcement": _announcement,
    "download": _download,
    "code": _code,
    "invoice": _invoice,
    "payment": _payment,
    "application": _application,
    "secret": _secret,
    "draft": _draft,
    "plan": _plan,
}
"""How each place in an address is filled: with something of Li's."""


def fill_shelves(app: Flask) -> None:
    """Publish the course and the questions that the examples are made of."""
    with scope_of_site(app, "east"):
        courses.publish_course(a_course(year=LIBRARY))
        courses.publish_course(a_course(cite=Cite(document="测发〔2024〕1号", article="三")))
        courses.add_questions(
            NewQuestion(
                year=2024,
                code=f"q{n}",
                type="single",
                stem=f"第{n}题",
                options=("甲", "乙", "丙", "丁"),
                key=frozenset({0}),
                course="law",
                lesson="l1",
                work=courses.Work(title="中华人民共和国宪法", article="第二条"),
            )
            for n in range(1, 16)
        )
