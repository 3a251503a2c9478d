"""Worked cases beside a draft, as text and from a form."""


def test_a_case_is_added_in_a_form_and_run(office, draft):
    sent = {"name": "差一分不合格", "amount": "9", "exam": "yearly", "mark": "60", "state": "failed"}
    answer = office.post(f"{draft}/cases/add", {"version": office.version(draft), **sent})
    assert answer.status_code == 302
    page = office.get(f"{draft}/cases").text
    assert page.count('<details class="x-fold"><summary><span class="x-tag x-good">') == len("两例")
    assert "差一分不合格" in office.text(draft, "cases")


def test_a_case_that_says_nothing_is_told_at_its_field(office, draft):
    answer = office.post(f"{draft}/cases/add", {"version": office.version(draft), "name": ""})
    assert answer.status_code == 400
    assert "f-name-error" in answer.text
    wrong = {"version": office.version(draft), "name": "x", "state": "passed", "amount": "many"}
    assert office.post(f"{draft}/cases/add", wrong).status_code == 400


def test_the_first_case_makes_the_file(office):
    address = office.begins(year="2025", start="east/2024")
    sent = {"name": "没学就是不合格", "state": "absent", "version": "1"}
    office.post(f"{address}/cases/add", sent)
    assert office.text(address, "cases").startswith("year: 2025\ncases:\n")


def test_cases_that_cannot_be_read_name_their_line(office, draft):
    office.saves_cases(draft, "year: 2024\ncases:\n  - name: x\n    gives: {}\n")
    page = office.get(f"{draft}/cases").text
    assert "第 4 行" in page


def test_published_cases_are_those_that_the_rulebook_runs(office, second, draft):
    office.steps(draft, "hand_in")
    second.steps(draft, "approve", signed="yes")
    assert office.steps(draft, "publish", since="2024-06-10").status_code == 302
    assert "学满十个学分" in office.get("/admin/rules/cases").text
