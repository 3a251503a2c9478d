"""Who may open what: one row for each route and method, which must equal the application's URL map.

A row names the endpoint, an address with places for the examples of ``tests/access_world.py``, and the callers that
are let in. Everybody else must be told to sign in (strangers) or that there is nothing here.
"""

from dataclasses import dataclass, replace

STRANGER = "stranger"
LI = "li"
"""The learner whose examples the addresses name, of unit u1."""
ZHAO = "zhao"
"""Another learner of the same province, of unit u2."""
OVER_LI = "a1"
"""The administrator of Li's unit."""
BESIDE = "a2"
"""The administrator of another unit."""
OFFICE = "office"
WEST_LEARNER = "west_learner"
EDITOR = "editor"
"""A content editor of the province."""
AREA = "area"
"""The justice bureau of the area that Li's unit lies in."""
ORGANISER = "organiser"
"""The organiser of a listed cohort, which Li is not of."""
REVIEWER = "reviewer"
"""Reviews exemptions of Li's unit and does nothing else."""
FINANCE = "finance"
READER = "reader"
"""Reads the reports of Li's unit and changes nothing."""
WEST_OFFICE = "west_office"
OPERATOR = "operator"

LEARNERS = frozenset({LI, ZHAO, WEST_LEARNER})
OWN = frozenset({LI})
OF_UNITS = frozenset({OVER_LI, BESIDE, AREA, OFFICE, WEST_OFFICE})
"""Those who do all the work on units and their people, which is also who opens a page that names no other work."""
ADMINISTRATORS = OF_UNITS | {EDITOR, ORGANISER, REVIEWER, FINANCE, READER}
EVERYBODY = frozenset({STRANGER}) | LEARNERS | ADMINISTRATORS
"""Everybody on a province's host; the operator's host has pages of its own."""
ANY_HOST = EVERYBODY | {OPERATOR}
EDITORS = frozenset({EDITOR})
SIGNED_IN = LEARNERS | ADMINISTRATORS
OVER_LEARNER = frozenset({OVER_LI, AREA, OFFICE})
WITH_LEARNERS = OF_UNITS | {ORGANISER}
READERS = OF_UNITS | {READER}
WITH_EXEMPTIONS = OF_UNITS | {REVIEWER}
OVER_EXEMPTION = OVER_LEARNER | {REVIEWER}
CORRECTION = (("code", "q1"), ("kind", "given"), ("reason", "x"))
"""A correction of one of the shelves' questions."""
OBJECTION = (("about", "standing"), ("key", "2024"), ("text", "x"))
"""An objection to a verdict, which every learner has."""
NOTICE = (("unit", "u1"), ("subject", "x"), ("text", "x"))
"""A notice to the learners of a unit that both provinces have."""
LETTER = (("title", "x"), ("issuer", "x"), ("due", "2099-01-01"), ("picked", "u1"))
"""A letter to a unit that both provinces have."""
OFFICES = frozenset({OFFICE, WEST_OFFICE})
OFFICE_OF_EAST = frozenset({OFFICE})
WITH_MONEY = frozenset({OFFICE, FINANCE})
"""Those who look after the money of the eastern province; the western one knows no fees."""
OF_THE_WEST = frozenset({WEST_LEARNER, WEST_OFFICE})
LEARNERS_AND_STAFF_OF_EAST = EVERYBODY - OF_THE_WEST - {STRANGER}
"""For an example that is offered to those who are signed in."""
UNITS_OF_ORDER = frozenset({OVER_LI, AREA})
"""Those who do a unit's side of the fees for the example's order."""
TAKES_ORDERS = EVERYBODY - {WEST_LEARNER, WEST_OFFICE}
"""Everybody on the site of the province whose rules have a public page of orders; each with the example's own link."""
OF_EAST = frozenset({OVER_LI, BESIDE, AREA, OFFICE})
"""The administrators of the eastern province's units."""
ON_OPERATORS_HOST = frozenset({OPERATOR})
NOBODY: frozenset[str] = frozenset()
"""For pages of the platform's plain host, which no caller of the table stands on."""


@dataclass(frozen=True, slots=True)
class Row:
    """One route and method with those who are let in; ``body`` is sent as JSON, ``form`` as a form."""

    endpoint: str
    method: str
    path: str
    allowed: frozenset[str]
    form: tuple[tuple[str, str], ...] = ()
    body: tuple[tuple[str, object], ...] | None = None


YEARS = (
    Row("takeovers.takeovers", "GET", "/admin/takeovers", OFFICES),
    Row("takeovers.send", "POST", "/admin/takeovers", OFFICES),
    Row("takeovers.template", "GET", "/admin/takeovers/template", OFFICES),
    Row("years.years", "GET", "/admin/years", OFFICES),
    Row("years.open_next", "POST", "/admin/years", OFFICES, form=(("year", "1"),)),
    Row("confirmations.own", "GET", "/confirm", NOBODY),
    Row("confirmations.confirm", "POST", "/confirm", NOBODY),
    Row("confirmations.listed", "GET", "/admin/confirmations", OF_UNITS),
    Row("confirmations.export", "GET", "/admin/confirmations.xlsx", OF_UNITS),
    Row("confirmations.remind_them", "POST", "/admin/confirmations/remind", OF_UNITS),
    Row("confirmations.confirm_learner", "POST", "/admin/confirmations/learners/{learner}", NOBODY),
    Row("confirmations.confirm_unit", "POST", "/admin/confirmations/units/u1", NOBODY),
    Row("dossiers.own", "GET", "/study-file", LEARNERS),
    Row("dossiers.own_paper", "GET", "/study-file.pdf", LEARNERS),
    Row("dossiers.of_learner", "GET", "/admin/learners/{learner}/study-file", OVER_LEARNER),
    Row("dossiers.paper_of", "GET", "/admin/learners/{learner}/study-file.pdf", OVER_LEARNER),
    Row("dossiers.archives", "GET", "/admin/archives", READERS),
    Row("dossiers.unit_year", "GET", "/admin/archives/b1/2024.pdf", OFFICE_OF_EAST),
    Row("handovers.handovers", "GET", "/admin/handovers", OF_UNITS),
    Row("handovers.new", "GET", "/admin/handovers/new/{opening}", NOBODY),
    Row("handovers.propose", "POST", "/admin/handovers/new/{opening}", NOBODY),
    Row("handovers.take_back", "POST", "/admin/handovers/{opening}/take-back", NOBODY),
    Row("handovers.offered", "GET", "/handover", LEARNERS),
    Row("handovers.answer", "POST", "/handover/{opening}", NOBODY),
    Row("handovers.with_code", "GET", "/handover/code", EVERYBODY),
    Row("handovers.accept_with_code", "POST", "/handover/code", NOBODY, form=(("code", "x"),)),
    Row("years.opening", "GET", "/admin/years/{opening}", frozenset({OFFICE})),
)


AUTHORING = (
    Row("authoring.courses", "GET", "/admin/courses", EDITORS),
    Row("authoring.new_course", "GET", "/admin/new-course", EDITORS),
    Row("authoring.add", "POST", "/admin/courses", EDITORS, form=(("title", ""),)),
    Row("authoring.order", "GET", "/admin/course-order", EDITORS),
    Row("authoring.save_order", "POST", "/admin/course-order", EDITORS),
    Row("authoring.copies", "GET", "/admin/course-copies/2023", EDITORS),
    Row("authoring.copy", "POST", "/admin/course-copies/2023", EDITORS),
    Row("authoring.stale", "GET", "/admin/stale-lessons", EDITORS),
    Row("authoring.course", "GET", "/admin/courses/law", EDITORS),
    Row("authoring.edit", "GET", "/admin/courses/law/edit", EDITORS),
    Row("authoring.save", "POST", "/admin/courses/law", EDITORS, form=(("title", ""), ("edits", "1"))),
    Row("authoring.confirm", "GET", "/admin/courses/law/confirm/archive", EDITORS),
    Row("authoring.do", "POST", "/admin/courses/law/do/archive", EDITORS, form=(("edits", "1"),)),
    Row("authoring.preview", "GET", "/admin/courses/law/preview", EDITORS),
    Row("authoring.frame", "GET", "/admin/courses/law/preview/page", EDITORS),
    Row("authoring.new_lesson", "GET", "/admin/courses/law/new-lesson", EDITORS),
    Row("authoring.add_to", "POST", "/admin/courses/law/lessons", EDITORS, form=(("title", ""),)),
    Row("authoring.lesson", "GET", "/admin/courses/law/lessons/l1", EDITORS),
    Row("authoring.save_lesson", "POST", "/admin/courses/law/lessons/l1", EDITORS, form=(("title", ""),)),
    Row("authoring.confirm_lesson_act", "GET", "/admin/courses/law/lessons/l1/confirm/archive", EDITORS),
    Row("authoring.do_to_lesson", "POST", "/admin/courses/law/lessons/l1/do/archive", EDITORS),
    Row(
        "authoring.save_lesson_order",
        "POST",
        "/admin/courses/law/lesson-order",
        EDITORS,
        form=(("code", "l1"), ("place", "1")),
    ),
    Row("authoring.upload", "POST", "/admin/courses/law/lessons/l1/files", EDITORS),
    Row(
        "authoring.take_file_off",
        "POST",
        "/admin/courses/law/lessons/l1/files/{file}/take-off",
        EDITORS,
    ),
    Row("authoring.save_file_order", "POST", "/admin/courses/law/lessons/l1/file-order", EDITORS),
)
OWN_OFFICE = frozenset({OFFICE})
DRAFT = "/admin/rules/drafts/{draft}"
DRAFTS = (
    Row("drafts.drafts", "GET", "/admin/rules/drafts", OFFICES),
    Row("drafts.new", "GET", "/admin/rules/drafts/new", OFFICES),
    Row("drafts.begin", "POST", "/admin/rules/drafts", OFFICES, form=(("year", "x"),)),
    Row("drafts.draft", "GET", DRAFT, OWN_OFFICE),
    Row("drafts.text", "GET", f"{DRAFT}/text", OWN_OFFICE),
    Row("drafts.save_text", "POST", f"{DRAFT}/text", OWN_OFFICE, form=(("content", "x"), ("version", "9"))),
    Row("drafts.download", "GET", f"{DRAFT}/file", OWN_OFFICE),
    Row("drafts.cases", "GET", f"{DRAFT}/cases", OWN_OFFICE),
    Row("drafts.save_cases", "POST", f"{DRAFT}/cases", OWN_OFFICE, form=(("cases", "x"), ("version", "9"))),
    Row("drafts.add_case", "POST", f"{DRAFT}/cases/add", OWN_OFFICE),
    Row("drafts.form", "GET", f"{DRAFT}/form", OWN_OFFICE),
    Row("drafts.save_form", "POST", f"{DRAFT}/form", OWN_OFFICE, form=(("version", "9"),)),
    Row("drafts.entry", "GET", f"{DRAFT}/entry", OWN_OFFICE),
    Row("drafts.remove", "POST", f"{DRAFT}/take-away", OWN_OFFICE, form=(("at", "study"), ("version", "9"))),
    Row("drafts.checks", "GET", f"{DRAFT}/checks", OWN_OFFICE),
    Row("drafts.roster", "GET", f"{DRAFT}/roster", OWN_OFFICE),
    Row("drafts.try_on_roster", "POST", f"{DRAFT}/roster", OWN_OFFICE),
    Row("drafts.ask", "GET", f"{DRAFT}/step/hand_in", OWN_OFFICE),
    Row("drafts.step", "POST", f"{DRAFT}/step/publish", OWN_OFFICE),
)
LIBRARY_DESK = tuple(
    replace(
        row,
        endpoint=row.endpoint.replace("authoring.", "authoring-library."),
        path=row.path.replace("/admin/", "/admin/library/", 1),
        allowed=NOBODY if row.endpoint in {"authoring.copies", "authoring.copy"} else row.allowed,
    )
    for row in AUTHORING
)

TABLE = (
    # The ground floor
    Row("static", "GET", "/static/css/xuefa.css", ANY_HOST),
    Row("web.livez", "GET", "/livez", ANY_HOST),
    Row("web.readyz", "GET", "/readyz", ANY_HOST),
    Row("web.metrics", "GET", "/metrics", ANY_HOST),
    Row("web.sites", "GET", "/sites", NOBODY),
    Row("web.language", "POST", "/language", ANY_HOST, form=(("language", "zh"),)),
    Row("web.brand", "GET", "/brand/theme.css", EVERYBODY),
    Row("api-docs.openapi_json", "GET", "/api/openapi.json", ANY_HOST),
    # Accounts
    Row("accounts.sign_in", "GET", "/sign-in", EVERYBODY),
    Row(
        "accounts.sign_in_now",
        "POST",
        "/sign-in",
        EVERYBODY,
        form=(("account", "1001"), ("password", "wrong1234")),
    ),
    Row("accounts.admin_sign_in", "GET", "/admin/sign-in", EVERYBODY),
    Row("accounts.admin_sign_in_now", "POST", "/admin/sign-in", EVERYBODY, form=(("account", "x"),)),
    Row("accounts.sign_out", "POST", "/sign-out", EVERYBODY),
    Row("accounts.new_password", "GET", "/password", SIGNED_IN),
    Row("accounts.save_password", "POST", "/password", SIGNED_IN, form=(("new", "a"), ("again", "b"))),
    Row("accounts.contacts", "GET", "/contacts", LEARNERS),
    Row("accounts.save_contacts", "POST", "/contacts", LEARNERS, form=(("phone", "1"),)),
    Row("accounts.skip_contacts", "POST", "/contacts/skip", LEARNERS),
    Row("accounts.account", "GET", "/account", SIGNED_IN),
    Row("accounts.my_study", "POST", "/my-study", frozenset({OVER_LI})),
    Row("accounts.back_to_work", "POST", "/back-to-work", NOBODY),
    Row(
        "accounts-api.api_sign_in",
        "POST",
        "/api/v1/sign-in",
        EVERYBODY,
        body=(("account", "x"), ("password", "y")),
    ),
    Row("accounts-api.api_sign_out", "POST", "/api/v1/sign-out", EVERYBODY),
    Row("accounts-api.me", "GET", "/api/v1/me", SIGNED_IN),
    Row("accounts-api.api_password", "POST", "/api/v1/password", SIGNED_IN, body=(("new", "a"),)),
    Row("accounts-api.api_contacts", "POST", "/api/v1/contacts", LEARNERS, body=(("phone", "1"),)),
    # Courses
    Row("courses.courses", "GET", "/courses", LEARNERS),
    Row("courses.course", "GET", "/courses/law", LEARNERS - {WEST_LEARNER}),
    Row("courses.lesson", "GET", "/courses/law/l1", LEARNERS - {WEST_LEARNER}),
    Row("courses.beat", "POST", "/study/{ticket}/beat", OWN, body=(("seq", 1),)),
    Row("courses.leave", "POST", "/study/{ticket}/leave", OWN),
    Row("courses.finish", "POST", "/study/{ticket}/finish", OWN, form=(("course", "law"),)),
    Row(
        "courses.move_on", "POST", "/study/{ticket}/move-on", OWN, form=(("course", "law"), ("lesson", "l2"))
    ),
    Row(
        "courses.leave_others",
        "POST",
        "/study/others/leave",
        LEARNERS,
        form=(("course", "law"), ("lesson", "l1")),
    ),
    Row("courses.file", "GET", "/files/{file}", LEARNERS - {WEST_LEARNER} | EDITORS),
    Row(
        "courses.play_position",
        "POST",
        "/files/{file}/position",
        LEARNERS - {WEST_LEARNER},
        form=(("seconds", "1"),),
    ),
    Row("courses.record", "GET", "/study-record", LEARNERS),
    Row("courses.practice", "GET", "/practice", LEARNERS),
    Row(
        "courses.start_practice",
        "POST",
        "/practice",
        OWN | {ZHAO},
        form=(("kind", "practice"), ("subject", "law")),
    ),
    Row("courses.mistakes", "GET", "/practice/mistakes", LEARNERS),
    Row("courses.practice_round", "GET", "/practice/{round}", OWN),
    Row("courses.hand_in_practice", "POST", "/practice/{round}", OWN),
    Row("courses-api.api_courses", "GET", "/api/v1/courses", LEARNERS),
    Row("courses-api.api_course", "GET", "/api/v1/courses/law", LEARNERS - {WEST_LEARNER}),
    Row("courses-api.api_lesson", "GET", "/api/v1/courses/law/lessons/l1", LEARNERS - {WEST_LEARNER}),
    Row(
        "courses-api.api_ticket",
        "POST",
        "/api/v1/tickets",
        LEARNERS - {WEST_LEARNER},
        body=(("course", "law"), ("lesson", "l1")),
    ),
    Row("courses-api.api_beat", "POST", "/api/v1/tickets/{ticket}/beats", OWN, body=(("seq", 1),)),
    Row("courses-api.api_leave", "POST", "/api/v1/tickets/{ticket}/leave", OWN, body=()),
    Row("courses-api.api_finish", "POST", "/api/v1/tickets/{ticket}/finish", OWN),
    Row("courses-api.api_record", "GET", "/api/v1/study-record", LEARNERS),
    # Exams
    Row("exams.exams", "GET", "/exams", LEARNERS),
    Row("exams.entry", "GET", "/exams/yearly", LEARNERS),
    Row("exams.acknowledge", "POST", "/exams/yearly/acknowledge", LEARNERS),
    Row("exams.place", "POST", "/exams/yearly/place", LEARNERS, form=(("opens", "2024-09-10T09:00+08:00"),)),
    Row("exams.start", "POST", "/exams/yearly/start", LEARNERS),
    Row("exams.paper", "GET", "/attempts/{attempt}", OWN),
    Row(
        "exams.answer",
        "POST",
        "/attempts/{attempt}/answers",
        OWN,
        body=(("question", 1), ("chosen", [0]), ("seq", 1)),
    ),
    Row(
        "exams.answers",
        "POST",
        "/attempts/{attempt}/answers/batch",
        OWN,
        body=(("answers", ({"question": 1, "chosen": [0], "seq": 1},)),),
    ),
    Row("exams.receipts", "GET", "/attempts/{attempt}/receipts", OWN),
    Row("exams.receipts_json", "GET", "/attempts/{attempt}/receipts.json", OWN),
    Row("exams.check_receipt", "GET", "/receipts", EVERYBODY),
    Row("exams.told", "POST", "/attempts/{attempt}/events", OWN, body=(("page", 1), ("events", []))),
    Row("exams.record", "GET", "/attempts/{attempt}/record", OWN),
    Row("exams.check", "POST", "/attempts/{attempt}/check", OWN),
    Row("exams.summary", "GET", "/attempts/{attempt}/hand-in", OWN),
    Row("exams.hand_in", "POST", "/attempts/{attempt}/hand-in", OWN),
    Row("exams.result", "GET", "/attempts/{attempt}/result", OWN),
    Row("exams-api.api_exams", "GET", "/api/v1/exams", LEARNERS),
    Row("exams-api.api_entry", "GET", "/api/v1/exams/yearly", LEARNERS),
    Row("exams-api.api_acknowledge", "POST", "/api/v1/exams/yearly/acknowledgement", LEARNERS),
    Row(
        "exams-api.api_place",
        "POST",
        "/api/v1/exams/yearly/place",
        LEARNERS,
        body=(("opens", "2024-09-10T09:00+08:00"),),
    ),
    Row("exams-api.api_start", "POST", "/api/v1/exams/yearly/attempts", LEARNERS, body=()),
    Row("exams-api.api_paper", "GET", "/api/v1/attempts/{attempt}", OWN),
    Row(
        "exams-api.api_answer",
        "POST",
        "/api/v1/attempts/{attempt}/answers",
        OWN,
        body=(("question", 1), ("chosen", [0]), ("seq", 1)),
    ),
    Row(
        "exams-api.api_answers",
        "POST",
        "/api/v1/attempts/{attempt}/answers/batch",
        OWN,
        body=(("answers", ({"question": 1, "chosen": [0], "seq": 1},)),),
    ),
    Row("exams-api.api_receipts", "GET", "/api/v1/attempts/{attempt}/receipts", OWN),
    Row("exams-api.api_hand_in", "POST", "/api/v1/attempts/{attempt}/hand-in", OWN),
    Row("exams-api.api_result", "GET", "/api/v1/attempts/{attempt}/result", OWN),
    # Standings
    Row("standings.home", "GET", "/", ANY_HOST),
    Row("standings.standing", "GET", "/standing", LEARNERS),
    Row("standings-api.api_standing", "GET", "/api/v1/standing", LEARNERS),
    Row("standings-api.api_home", "GET", "/api/v1/home", LEARNERS),
    # The question bank
    # Authoring, and the same pages for the library
    *YEARS,
    *AUTHORING,
    *LIBRARY_DESK,
    Row("library.library", "GET", "/library", LEARNERS - {WEST_LEARNER}),
    Row("library.entry", "GET", "/library/law/l1", LEARNERS - {WEST_LEARNER}),
    Row("bank.questions", "GET", "/admin/questions", EDITORS),
    Row("bank.question", "GET", "/admin/questions/q1", EDITORS),
    Row("bank.new", "GET", "/admin/new-question", EDITORS),
    Row("bank.add", "POST", "/admin/questions", EDITORS, form=(("stem", ""),)),
    Row("bank.edit", "GET", "/admin/questions/q1/edit", EDITORS),
    Row("bank.save", "POST", "/admin/questions/q1", EDITORS, form=(("version", "1"), ("edits", "1"))),
    Row("bank.act", "POST", "/admin/questions/q1/send", EDITORS, form=(("version", "1"), ("edits", "1"))),
    # Certificates
    Row("certificates.own", "GET", "/certificate", LEARNERS),
    Row("certificates.issue_own", "POST", "/certificate", LEARNERS),
    Row("certificates.own_pdf", "GET", "/certificate.pdf", LEARNERS),
    Row("certificates.verify", "GET", "/verify", EVERYBODY),
    Row("certificates.keys", "GET", "/.well-known/xuefa-certificate-keys.json", EVERYBODY),
    Row("certificates-api.api_certificates", "GET", "/api/v1/certificates", LEARNERS),
    Row("certificates-api.api_issue", "POST", "/api/v1/certificates", LEARNERS, body=()),
    # Reports; which units each sees is tested with them
    Row("reports.units", "GET", "/admin/reports", READERS),
    Row("reports.people", "GET", "/admin/reports/people", READERS),
    Row("report-files.exports", "GET", "/admin/reports/exports", READERS),
    Row(
        "report-files.export",
        "POST",
        "/admin/reports/exports",
        READERS,
        form=(("report", "units"), ("form", "xlsx")),
    ),
    Row("report-files.fetch", "GET", "/admin/reports/exports/{report_file}", frozenset({OVER_LI})),
    Row("report-files.summary", "GET", "/admin/reports/summary.pdf", READERS),
    Row("bulletins.bulletins", "GET", "/admin/reports/bulletins", READERS),
    Row("bulletins.new", "GET", "/admin/reports/bulletins/new", OFFICES | {AREA}),
    Row("bulletins.issue_now", "POST", "/admin/reports/bulletins", OFFICES | {AREA}, form=(("title", "x"),)),
    Row("bulletins.bulletin", "GET", "/admin/reports/bulletins/{bulletin}", OF_EAST | {READER}),
    Row("bulletins.docx", "GET", "/admin/reports/bulletins/{bulletin}.docx", OF_EAST | {READER}),
    Row("bulletins.pdf", "GET", "/admin/reports/bulletins/{bulletin}.pdf", OF_EAST | {READER}),
    Row("letters.letters", "GET", "/admin/reports/letters", READERS),
    Row("letters.new", "GET", "/admin/reports/letters/new", OFFICES | {AREA}),
    Row("letters.again", "POST", "/admin/reports/letters/new", OFFICES | {AREA}),
    Row("letters.show_sample", "POST", "/admin/reports/letters/sample", OFFICES | {AREA}, form=LETTER),
    Row("letters.send_now", "POST", "/admin/reports/letters", OFFICES | {AREA}, form=LETTER),
    Row("letters.run", "GET", "/admin/reports/letters/runs/{letter_run}", frozenset({OFFICE})),
    Row("letters.pack", "POST", "/admin/reports/letters/runs/{letter_run}/zip", frozenset({OFFICE})),
    Row("letters.letter", "GET", "/admin/reports/letters/{letter}", OVER_LEARNER | {READER}),
    Row("letters.pdf", "GET", "/admin/reports/letters/{letter}.pdf", OVER_LEARNER | {READER}),
    Row("letters.receive", "POST", "/admin/reports/letters/{letter}/acknowledge", OVER_LEARNER),
    Row("certificates-desk.certificates", "GET", "/admin/certificates", OF_UNITS),
    Row("certificates-desk.certificate", "GET", "/admin/certificates/{certificate}", OVER_LEARNER),
    Row("certificates-desk.pdf", "GET", "/admin/certificates/{certificate}.pdf", OVER_LEARNER),
    Row("certificates-desk.confirm_revoke", "GET", "/admin/certificates/{certificate}/revoke", OVER_LEARNER),
    Row("certificates-desk.revoke", "POST", "/admin/certificates/{certificate}/revoke", OVER_LEARNER),
    Row("certificates-desk.anew", "POST", "/admin/certificates/{certificate}/anew", OVER_LEARNER),
    Row("certificates-desk.bulk", "GET", "/admin/certificates/bulk", OF_UNITS),
    Row(
        "certificates-desk.begin",
        "POST",
        "/admin/certificates/bulk",
        OVER_LEARNER | {WEST_OFFICE},
        form=(("unit", "u1"),),
    ),
    Row("certificates-desk.batch", "GET", "/admin/certificates/bulk/{batch}", OVER_LEARNER),
    Row("certificates-desk.archive", "GET", "/admin/certificates/bulk/{batch}/1.zip", OVER_LEARNER),
    Row("bank.step", "POST", "/admin/question-steps", EDITORS, form=(("step", "send"),)),
    Row("bank.count", "POST", "/admin/question-figures", EDITORS),
    # Rosters
    Row("accounts.privacy", "GET", "/privacy", EVERYBODY),
    Row("accounts.unit_names", "GET", "/unit-names", EVERYBODY),
    Row("accounts.helpers", "GET", "/helpers", EVERYBODY),
    Row("recoveries.learners", "GET", "/recover", EVERYBODY),
    Row("recoveries.administrators", "GET", "/admin/recover", EVERYBODY),
    Row("recoveries.ask", "POST", "/recover", EVERYBODY),
    Row("recoveries.ask_administrator", "POST", "/admin/recover", EVERYBODY),
    Row("recoveries.account", "POST", "/recover/account", EVERYBODY),
    Row("recoveries.code", "GET", "/recover/code/{learner}", EVERYBODY),
    Row("recoveries.set_password", "POST", "/recover/code/{learner}", EVERYBODY),
    Row("registrations.begin", "GET", "/register", NOBODY),
    Row("registrations.agree", "POST", "/register", NOBODY),
    Row("registrations.details", "GET", "/register/details", NOBODY),
    Row("registrations.send", "POST", "/register/details", NOBODY),
    Row("registrations.state", "GET", "/register/state", NOBODY),
    Row("registrations-desk.registrations", "GET", "/admin/registrations", OF_UNITS),
    Row("registrations-desk.accept_all", "POST", "/admin/registrations", OF_UNITS),
    Row("registrations-desk.registration", "GET", "/admin/registrations/{registration}", OVER_LEARNER),
    Row("registrations-desk.accept", "POST", "/admin/registrations/{registration}/accept", OVER_LEARNER),
    Row("registrations-desk.refuse", "POST", "/admin/registrations/{registration}/refuse", OVER_LEARNER),
    Row("sheets-due.due", "GET", "/admin/sheets", OF_UNITS),
    Row("sheets-due.export", "GET", "/admin/sheets/export", OF_UNITS),
    Row("sheets-due.remind", "POST", "/admin/sheets/remind", OF_UNITS),
    Row("sheets-due.people", "GET", "/admin/sheets/people", OF_UNITS),
    Row("sheets-due.off", "POST", "/admin/sheets/people/off", OF_UNITS),
    Row("rosters.imports", "GET", "/admin/rosters", OF_UNITS),
    Row("rosters.upload", "POST", "/admin/rosters", OF_UNITS),
    Row("rosters.one_import", "GET", "/admin/rosters/{roster}", OVER_LEARNER),
    Row("rosters.apply_import", "POST", "/admin/rosters/{roster}/apply", OVER_LEARNER),
    Row("rosters.refused", "GET", "/admin/rosters/{roster}/refused", OVER_LEARNER),
    Row("rosters.template", "GET", "/admin/rosters/template/full", OF_UNITS),
    Row("people.new", "GET", "/admin/people/new", OF_UNITS),
    Row("people.add", "POST", "/admin/people/new", OF_UNITS),
    Row("people.details", "GET", "/admin/people/{learner}/details", OVER_LEARNER),
    Row("people.change", "POST", "/admin/people/{learner}/details", OVER_LEARNER),
    Row("transfers.requests", "GET", "/admin/people/transfers", OF_UNITS),
    Row("transfers.ask", "GET", "/admin/people/transfer", OF_UNITS),
    Row("transfers.take", "POST", "/admin/people/transfer", OF_UNITS),
    Row("transfers.answer", "POST", "/admin/people/transfers/{transfer}/answer", OVER_LEARNER),
    Row("transfers.withdraw", "POST", "/admin/people/transfers/{transfer}/withdraw", frozenset({OFFICE})),
    Row("units.tree", "GET", "/admin/units", OF_UNITS),
    Row("units.unit", "GET", "/admin/units/b1", frozenset({OFFICE})),
    Row("units.ask", "GET", "/admin/units/b1/move", frozenset({OFFICE})),
    Row("units.take", "POST", "/admin/units/b1/move", frozenset({OFFICE})),
    Row(
        "units.end_administrator",
        "POST",
        "/admin/units/b1/administrators/bay/end",
        frozenset({OFFICE}),
    ),
    Row(
        "units.reset_administrator",
        "POST",
        "/admin/units/b1/administrators/bay/reset",
        frozenset({OFFICE}),
    ),
    Row("units.withdraw", "POST", "/admin/units/changes/{change}/withdraw", frozenset({OFFICE})),
    Row("bank.imports", "GET", "/admin/question-imports", EDITORS),
    Row("bank.upload", "POST", "/admin/question-imports", EDITORS),
    Row("bank.one_import", "GET", "/admin/question-imports/{import}", EDITORS),
    Row("bank.apply_import", "POST", "/admin/question-imports/{import}/apply", EDITORS),
    Row("bank.refused", "GET", "/admin/question-imports/{import}/refused", EDITORS),
    Row("bank.template", "GET", "/admin/question-template", EDITORS),
    Row("bank.export", "GET", "/admin/question-export/gift", EDITORS),
    Row("bank.works", "GET", "/admin/source-works", EDITORS),
    Row("bank.change_work", "POST", "/admin/source-works", EDITORS, form=(("title", "x"),)),
    Row("bank.stale", "GET", "/admin/stale-questions", EDITORS),
    # Outside: papers for a room, marks and credit from elsewhere
    Row("outside.papers", "GET", "/admin/paper-exams", OF_UNITS),
    Row(
        "outside.print_now",
        "POST",
        "/admin/paper-exams",
        OFFICES,
        form=(("exam", ":yearly"), ("opens", "2024-03-01T00:00+08:00"), ("variants", "2")),
    ),
    Row("outside.printing", "GET", "/admin/paper-exams/{printing}", frozenset({OFFICE})),
    Row("outside.paper_file", "GET", "/admin/paper-exams/{printing}/A/paper.pdf", frozenset({OFFICE})),
    Row("outside.lists", "GET", "/admin/outside-lists", OF_UNITS),
    Row("outside.upload", "POST", "/admin/outside-lists", OF_UNITS, form=(("kind", "credit"),)),
    Row("outside.one_list", "GET", "/admin/outside-lists/{list}", frozenset({OFFICE})),
    Row("outside.apply_list", "POST", "/admin/outside-lists/{list}/apply", frozenset({OFFICE})),
    Row("outside.list_result", "GET", "/admin/outside-lists/{list}/result.xlsx", frozenset({OFFICE})),
    Row("outside.list_file", "GET", "/admin/outside-lists/{list}/file", frozenset({OFFICE})),
    Row("outside.list_template", "GET", "/admin/outside-templates/marks.xlsx", OF_UNITS),
    Row("outside.credit", "GET", "/admin/learners/{learner}/other-credit", OVER_LEARNER),
    Row(
        "outside.enter_credit",
        "POST",
        "/admin/learners/{learner}/other-credit",
        OVER_LEARNER,
        form=(("amount", "x"),),
    ),
    # Objections
    Row("exemptions.own", "GET", "/exemptions", LEARNERS),
    Row("exemptions.new", "GET", "/exemptions/new", LEARNERS),
    Row("exemptions.begin", "POST", "/exemptions", LEARNERS, form=(("exemption", "x"),)),
    Row("exemptions.one", "GET", "/exemptions/{exemption}", OWN),
    Row("exemptions.answer", "POST", "/exemptions/{exemption}/answer", OWN),
    Row("exemptions.withdraw", "POST", "/exemptions/{exemption}/withdraw", OWN),
    Row("exemptions.evidence", "GET", "/exemptions/{exemption}/files/{evidence}", OWN),
    Row("exemptions-inspection.sample", "GET", "/admin/exemptions/sample", WITH_EXEMPTIONS),
    # Without a seed there is nothing to draw, which those who may draw are told.
    Row("exemptions-inspection.sample_file", "GET", "/admin/exemptions/sample.xlsx", WITH_EXEMPTIONS),
    Row("exemptions-inspection.changes", "GET", "/admin/exemptions/changes", WITH_EXEMPTIONS),
    Row("exemptions-desk.exemptions", "GET", "/admin/exemptions", WITH_EXEMPTIONS),
    Row("exemptions-desk.new", "GET", "/admin/exemptions/new/{learner}", OVER_LEARNER),
    Row(
        "exemptions-desk.begin",
        "POST",
        "/admin/exemptions/new/{learner}",
        OVER_LEARNER,
        form=(("exemption", "x"),),
    ),
    Row("exemptions-desk.one", "GET", "/admin/exemptions/{exemption}", OVER_EXEMPTION),
    Row("exemptions-desk.decide", "POST", "/admin/exemptions/{exemption}/decide", OVER_EXEMPTION),
    Row("exemptions-desk.answer", "POST", "/admin/exemptions/{exemption}/answer", OVER_LEARNER),
    Row("exemptions-desk.ask_revoke", "GET", "/admin/exemptions/{exemption}/revoke", OVER_EXEMPTION),
    Row("exemptions-desk.revoke", "POST", "/admin/exemptions/{exemption}/revoke", OVER_EXEMPTION),
    Row(
        "exemptions-desk.evidence",
        "GET",
        "/admin/exemptions/{exemption}/files/{evidence}",
        OVER_EXEMPTION,
    ),
    Row("objections.own", "GET", "/objections", LEARNERS),
    Row("objections.new", "GET", "/objections/new", LEARNERS),
    Row("objections.begin", "POST", "/objections", LEARNERS, form=OBJECTION),
    Row("objections.thread", "GET", "/objections/{objection}", OWN),
    Row("objections.write", "POST", "/objections/{objection}/messages", OWN, form=(("text", "x"),)),
    Row("objections.withdraw", "POST", "/objections/{objection}/withdraw", OWN),
    Row("objections-api.api_objections", "GET", "/api/v1/objections", LEARNERS),
    Row("objections-api.api_raise", "POST", "/api/v1/objections", LEARNERS, body=OBJECTION),
    Row("objections-api.api_objection", "GET", "/api/v1/objections/{objection}", OWN),
    Row(
        "objections-api.api_write",
        "POST",
        "/api/v1/objections/{objection}/messages",
        OWN,
        body=(("text", "x"),),
    ),
    Row("notify.inbox", "GET", "/messages", SIGNED_IN),
    Row("notify.message", "GET", "/messages/{message}", OWN),
    Row("notify.read", "POST", "/messages/{message}/read", OWN),
    Row("notify.read_all", "POST", "/messages/read", SIGNED_IN),
    Row("notify.settings", "GET", "/messages/settings", LEARNERS),
    Row("notify.choose", "POST", "/messages/settings", LEARNERS),
    Row("notify.ask_code", "POST", "/messages/settings/code", LEARNERS),
    Row("notify.confirm", "POST", "/messages/settings/confirm", LEARNERS, form=(("code", "x"),)),
    Row("notify-desk.campaigns", "GET", "/admin/notices", OF_UNITS),
    Row("notify-desk.new", "GET", "/admin/notices/new", OF_UNITS),
    Row("notify-desk.again", "POST", "/admin/notices/new", OF_UNITS),
    Row("notify-desk.preview", "POST", "/admin/notices/preview", OVER_LEARNER | {WEST_OFFICE}, form=NOTICE),
    Row("notify-desk.send", "POST", "/admin/notices", OVER_LEARNER | {WEST_OFFICE}, form=NOTICE),
    Row("notify-desk.campaign", "GET", "/admin/notices/{campaign}", OVER_LEARNER),
    Row("notify-desk.stop", "POST", "/admin/notices/{campaign}/stop", OVER_LEARNER),
    Row("notify-desk.deliveries", "GET", "/admin/notices/{campaign}/deliveries", OVER_LEARNER),
    Row("notify-desk.try_again", "POST", "/admin/notices/{campaign}/retry", OVER_LEARNER),
    Row("notify-desk.plan", "POST", "/admin/notices/plans", OVER_LEARNER | {WEST_OFFICE}, form=NOTICE),
    Row("notify-desk.stop_plan", "POST", "/admin/notices/plans/{plan}/stop", OVER_LEARNER),
    Row("rulebook.rules", "GET", "/admin/rules", OFFICES),
    Row("rulebook.compare_editions", "GET", "/admin/rules/compare", OFFICES),
    Row("rulebook.cases", "GET", "/admin/rules/cases", OFFICES),
    Row("rulebook.checks", "GET", "/admin/rules/checks", OFFICES),
    *DRAFTS,
    Row("objections-desk.objections", "GET", "/admin/objections", OF_UNITS),
    Row("objections-desk.objection", "GET", "/admin/objections/{objection}", OVER_LEARNER),
    Row(
        "objections-desk.answer",
        "POST",
        "/admin/objections/{objection}/answer",
        OVER_LEARNER,
        form=(("text", "x"),),
    ),
    Row(
        "objections-desk.decide",
        "POST",
        "/admin/objections/{objection}/decide",
        OVER_LEARNER,
        form=(("outcome", "upheld"), ("reason", "x")),
    ),
    Row(
        "objections-desk.correct",
        "POST",
        "/admin/objections/{objection}/correction",
        OVER_LEARNER,
        form=(("amount", "1"),),
    ),
    # Fees; the west has none
    Row("invoices.invoices", "GET", "/admin/invoices", OF_EAST | {FINANCE}),
    Row("invoices.batch", "POST", "/admin/invoices/batch", frozenset({OFFICE, FINANCE})),
    Row("invoices.take", "POST", "/admin/invoices/issued", frozenset({OFFICE, FINANCE})),
    Row("invoices.invoice", "GET", "/admin/invoices/{invoice}", OVER_LEARNER | {FINANCE}),
    Row("invoices.file", "GET", "/admin/invoices/{invoice}/file", OVER_LEARNER | {FINANCE}),
    Row("invoices.change", "POST", "/admin/invoices/{invoice}/correct", frozenset({OFFICE, FINANCE})),
    Row("invoices.mail", "POST", "/admin/invoices/{invoice}/mail", frozenset({OFFICE, FINANCE})),
    Row("payments.notice", "POST", "/payments/wechat_pay/notice", frozenset()),
    Row("payments.begin", "POST", "/admin/fees/{order}/pay/wechat_pay", frozenset()),
    Row("payments.pay", "GET", "/admin/fees/{order}/pay/{payment}", UNITS_OF_ORDER),
    Row("payments.ask", "POST", "/admin/fees/{order}/pay/{payment}/ask", UNITS_OF_ORDER),
    Row(
        "ordering-desk.first_sign_in",
        "GET",
        "/admin/fees/{application}/sign-in",
        frozenset({OFFICE, FINANCE}),
    ),
    Row(
        "ordering-desk.hand_out",
        "POST",
        "/admin/fees/{application}/sign-in",
        frozenset({OFFICE, FINANCE}),
        form=(("reason", "x"),),
    ),
    Row("ordering.pay_online", "POST", "/ordering/{application}/{secret}/pay/wechat_pay", frozenset()),
    Row("ordering.payment", "GET", "/ordering/{application}/{secret}/pay/{payment}", frozenset()),
    Row("ordering.ask_after", "POST", "/ordering/{application}/{secret}/pay/{payment}/ask", frozenset()),
    Row("ordering.start", "GET", "/ordering", TAKES_ORDERS),
    Row("ordering.new", "GET", "/ordering/new", TAKES_ORDERS),
    Row("ordering.preview", "POST", "/ordering/new", TAKES_ORDERS, form=(("name", ""),)),
    Row("ordering.place", "POST", "/ordering", TAKES_ORDERS, form=(("name", ""),)),
    Row("ordering.renewal", "GET", "/ordering/renew", TAKES_ORDERS),
    Row("ordering.find", "POST", "/ordering/renew", TAKES_ORDERS, form=(("code", "u1"),)),
    Row("ordering.renew", "POST", "/ordering/renewals", TAKES_ORDERS, form=(("code", "u1"),)),
    Row("ordering.order", "GET", "/ordering/{application}/{secret}", TAKES_ORDERS),
    Row("ordering.voucher", "POST", "/ordering/{application}/{secret}/voucher", TAKES_ORDERS),
    Row("ordering.invoice", "GET", "/ordering/{application}/{secret}/invoice", frozenset()),
    Row("ordering.cancel", "POST", "/ordering/{application}/{secret}/cancel", TAKES_ORDERS),
    Row("ordering.sign_in", "POST", "/ordering/{application}/{secret}/sign-in", TAKES_ORDERS),
    Row("fees.orders", "GET", "/admin/fees", OF_EAST | {FINANCE}),
    Row("fees.new", "GET", "/admin/fees/new", frozenset({OVER_LI, BESIDE, AREA})),
    Row("fees.place", "POST", "/admin/fees", frozenset({OVER_LI, BESIDE, AREA}), form=(("title", ""),)),
    Row("fees.order", "GET", "/admin/fees/{order}", OVER_LEARNER | {FINANCE}),
    Row("fees.voucher", "POST", "/admin/fees/{order}/voucher", frozenset({OVER_LI, AREA})),
    Row("fees.voucher_file", "GET", "/admin/fees/{order}/voucher", OVER_LEARNER | {FINANCE}),
    Row("fees.cancel", "POST", "/admin/fees/{order}/cancel", OVER_LEARNER | {FINANCE}),
    Row("fees.receive", "POST", "/admin/fees/{order}/receipts", frozenset({OFFICE, FINANCE})),
    Row("fees.refund", "POST", "/admin/fees/{order}/refund", frozenset({OFFICE, FINANCE})),
    Row("finance.statements", "GET", "/admin/finance/statements", WITH_MONEY),
    Row("finance.upload", "POST", "/admin/finance/statements", WITH_MONEY),
    Row("finance.statement", "GET", "/admin/finance/statements/{statement}", WITH_MONEY),
    Row("finance.columns", "POST", "/admin/finance/statements/{statement}/columns", WITH_MONEY),
    Row("finance.statement_file", "GET", "/admin/finance/statements/{statement}/file", WITH_MONEY),
    Row("finance.drop", "POST", "/admin/finance/statements/{statement}/drop", WITH_MONEY),
    Row("finance.matching", "GET", "/admin/finance/matching", WITH_MONEY),
    Row("finance.confirm", "POST", "/admin/finance/matching", WITH_MONEY, form=(("key", "x"),)),
    Row("finance.receipt", "GET", "/admin/finance/receipts/{receipt}", WITH_MONEY),
    Row("finance.assign", "POST", "/admin/finance/receipts/{receipt}/assign", WITH_MONEY),
    Row("finance.undo", "POST", "/admin/finance/receipts/{receipt}/undo/{order}", WITH_MONEY),
    Row("finance.pay_back", "POST", "/admin/finance/receipts/{receipt}/pay-back", WITH_MONEY),
    Row("finance.ledger", "GET", "/admin/finance/ledger", WITH_MONEY),
    Row("finance.ledger_file", "GET", "/admin/finance/ledger.xlsx", WITH_MONEY),
    # The console of administrators
    Row("console.desk", "GET", "/admin", ADMINISTRATORS),
    Row("console.learners", "GET", "/admin/learners", WITH_LEARNERS),
    Row("console.account_slips", "GET", "/admin/learners/slips", OF_UNITS),
    Row("console.export_learners", "GET", "/admin/learners/export", WITH_LEARNERS),
    Row("bulk.choose", "GET", "/admin/bulk-acts", OF_UNITS),
    Row("bulk.preview", "POST", "/admin/bulk-acts/preview", OF_UNITS, form=(("act", "reset"),)),
    Row("bulk.begin", "POST", "/admin/bulk-acts", OF_UNITS, form=(("act", "x"),)),
    Row("bulk.one", "GET", "/admin/bulk-acts/{bulk}", OVER_LEARNER),
    Row("bulk.result", "GET", "/admin/bulk-acts/{bulk}/result.xlsx", OVER_LEARNER),
    Row("bulk.slips", "GET", "/admin/bulk-acts/{bulk}/slips.pdf", OVER_LEARNER),
    Row("console.learner", "GET", "/admin/learners/{learner}", OVER_LEARNER),
    Row("console.study_record", "GET", "/admin/learners/{learner}/study-record", OVER_LEARNER),
    Row("console.confirm_learner", "GET", "/admin/learners/{learner}/confirm/reset", OVER_LEARNER),
    Row("console.act_on_learner", "POST", "/admin/learners/{learner}/unlock", OVER_LEARNER),
    Row("console.place", "POST", "/admin/learners/{learner}/places", OVER_LEARNER),
    Row("console.corrections", "GET", "/admin/corrections", OFFICES),
    Row(
        "console.preview_correction",
        "POST",
        "/admin/corrections/preview",
        frozenset({OFFICE}),
        form=CORRECTION,
    ),
    Row("console.apply_correction", "POST", "/admin/corrections", frozenset({OFFICE}), form=CORRECTION),
    Row("console.trail", "GET", "/admin/audit", OFFICES),
    Row("console.trail_export", "GET", "/admin/audit.xlsx", OFFICES),
    Row("console.hall", "GET", "/admin/exams", WITH_LEARNERS),
    Row(
        "console.extend",
        "POST",
        "/admin/exams/extra-time",
        OF_UNITS,
        form=(("minutes", "5"), ("reason", "x")),
    ),
    Row("console.attempt", "GET", "/admin/attempts/{attempt}", OVER_LEARNER),
    Row("console.attempt_receipts", "GET", "/admin/attempts/{attempt}/receipts.json", OVER_LEARNER),
    Row(
        "cohorts.lists", "GET", "/admin/cohorts", NOBODY
    ),  # the cast's year knows none; tests/core/cohorts has one
    Row("cohorts.begin", "POST", "/admin/cohorts", NOBODY),
    Row("cohorts.one", "GET", "/admin/cohorts/{cohort_list}", OFFICE_OF_EAST),
    Row("cohorts.enter", "POST", "/admin/cohorts/{cohort_list}/entries", OFFICE_OF_EAST),
    Row("cohorts.take_off", "POST", "/admin/cohorts/{cohort_list}/entries/end", OFFICE_OF_EAST),
    Row("cohorts.template", "GET", "/admin/cohorts/template.xlsx", OFFICES | {ORGANISER}),
    # The public face
    Row("front.announcements", "GET", "/announcements", EVERYBODY),
    Row("front.announcement", "GET", "/announcements/{announcement}", EVERYBODY - OF_THE_WEST),
    Row("front.files", "GET", "/downloads", EVERYBODY),
    Row("front.file", "GET", "/downloads/{download}", LEARNERS_AND_STAFF_OF_EAST),
    Row("front.contacts", "GET", "/contact-us", EVERYBODY),
    Row("front.code", "GET", "/contact-us/codes/{code}", EVERYBODY - OF_THE_WEST),
    Row("front.entry_code", "GET", "/entry-code", EVERYBODY),
    Row("front.entry_picture", "GET", "/entry-code.png", EVERYBODY),
    Row("front-desk.announcements", "GET", "/admin/public-pages", OFFICES),
    Row("front-desk.new", "GET", "/admin/public-pages/announcements/new", OFFICES),
    Row("front-desk.add", "POST", "/admin/public-pages/announcements", OFFICES),
    Row("front-desk.announcement", "GET", "/admin/public-pages/announcements/{announcement}", OFFICE_OF_EAST),
    Row("front-desk.edit", "GET", "/admin/public-pages/announcements/{announcement}/edit", OFFICE_OF_EAST),
    Row("front-desk.save", "POST", "/admin/public-pages/announcements/{announcement}", OFFICE_OF_EAST),
    Row(
        "front-desk.publish",
        "POST",
        "/admin/public-pages/announcements/{announcement}/publish",
        OFFICE_OF_EAST,
    ),
    Row(
        "front-desk.withdraw",
        "POST",
        "/admin/public-pages/announcements/{announcement}/withdraw",
        OFFICE_OF_EAST,
    ),
    Row(
        "front-desk.delete", "POST", "/admin/public-pages/announcements/{announcement}/delete", OFFICE_OF_EAST
    ),
    Row("front-desk.files", "GET", "/admin/public-pages/downloads", OFFICES),
    Row("front-desk.add_file", "POST", "/admin/public-pages/downloads", OFFICES),
    Row("front-desk.file", "GET", "/admin/public-pages/downloads/{download}", OFFICE_OF_EAST),
    Row("front-desk.save_file", "POST", "/admin/public-pages/downloads/{download}", OFFICE_OF_EAST),
    Row("front-desk.delete_file", "POST", "/admin/public-pages/downloads/{download}/delete", OFFICE_OF_EAST),
    Row("front-desk.contacts", "GET", "/admin/public-pages/contacts", OFFICES),
    Row("front-desk.save_contacts", "POST", "/admin/public-pages/contacts", OFFICES),
    Row("front-desk.add_code", "POST", "/admin/public-pages/codes", OFFICES),
    Row("front-desk.delete_code", "POST", "/admin/public-pages/codes/{code}/delete", OFFICE_OF_EAST),
    Row("booking.overview", "GET", "/admin/booking", WITH_LEARNERS),
    # The cast's year books no places; tests/core/booking has one that does.
    Row("booking.begin", "POST", "/admin/booking/orders", NOBODY),
    Row("booking.order", "GET", "/admin/booking/orders/{learner}", NOBODY),
    Row("booking.carry_out", "POST", "/admin/booking/orders/{learner}/carry-out", NOBODY),
    Row("booking.people", "GET", "/admin/booking/people", NOBODY),
    Row("booking.book_people", "POST", "/admin/booking/people", NOBODY, form=(("exam", "again"),)),
    Row("booking.people_file", "GET", "/admin/booking/people.xlsx", NOBODY),
    Row("booking.seats", "GET", "/admin/booking/list.xlsx", NOBODY),
    Row("booking-api.api_slots", "GET", "/api/v1/booking/again/slots", NOBODY),
    # The operator's host
    Row("operator.front", "GET", "/operator", ON_OPERATORS_HOST),
    Row("operator.sign_in_now", "POST", "/operator/sign-in", ON_OPERATORS_HOST, form=(("account", "x"),)),
    Row("operator.sign_out", "POST", "/operator/sign-out", ON_OPERATORS_HOST),
    Row("operator.clock", "POST", "/operator/clocks/east", ON_OPERATORS_HOST),
    Row("operator.release", "POST", "/operator/release/east", ON_OPERATORS_HOST),
    Row("demo.clock", "POST", "/demo/clocks/east", NOBODY),
)
