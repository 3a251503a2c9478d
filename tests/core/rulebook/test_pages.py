"""The rulebook's pages at the desks of offices."""

from tests.sites import Browser


def test_an_office_reads_its_year_like_the_notice(office):
    page = office.get("/admin/rules").text
    for expected in (
        "2024 年度规则",
        "学习目标",
        "年度学法考试",
        "依据 四",
        "地方可自定",
        "测发〔2024〕1号",
    ):
        assert expected in page
    assert 'href="/admin/rules"' in page


def test_the_rules_are_searched(office):
    page = office.get("/admin/rules?q=合格分数").text
    assert "其中 1 项含“合格分数”" in page
    assert "学习目标" not in page
    assert "没有符合条件的记录" in office.get("/admin/rules?q=没有这样的词").text


def test_an_areas_office_sees_what_it_may_change_and_reads_the_provinces_rules_too(bay):
    page = bay.get("/admin/rules").text
    assert "只有注明的事项可由本级改动" in page
    assert "海湾规定" in page
    assert "本级可自定" in page
    assert "地方可自定" in bay.get("/admin/rules?area=").text


def test_a_province_opens_its_areas_and_nobody_elses(office):
    assert "海湾规定" in office.get("/admin/rules?area=bay").text
    assert office.get("/admin/rules?area=nowhere").status_code == 404


def test_a_year_without_rules_says_so(office):
    answer = office.get("/admin/rules?year=2019")
    assert answer.status_code == 404
    assert "此处没有 2019 年度的规则" in answer.text
    assert office.get("/admin/rules?year=x&on=y").status_code == 200


def test_a_day_is_chosen(office):
    assert "2024年3月1日有效的规则" in office.get("/admin/rules?on=2024-03-01").text


def test_it_reads_in_english_too(site_app):
    browser = Browser(site_app, "east")
    browser.sign_in_administrator("office")
    browser.post("/language", {"language": "en"})
    page = browser.get("/admin/rules").text
    assert "Rules of 2024" in page
    assert "amount needed in all:" in page


def test_learners_and_administrators_of_units_find_nothing(site_app):
    learner, unit = Browser(site_app, "east"), Browser(site_app, "east")
    learner.sign_in("1001")
    unit.sign_in_administrator("a1")
    assert learner.get("/admin/rules").status_code == 404
    assert unit.get("/admin/rules").status_code == 404


def test_an_areas_rules_are_compared_with_the_provinces_at_once(bay):
    page = bay.get("/admin/rules/compare").text
    assert "<del>选填</del>" in page
    assert "<ins>必填</ins>" in page
    assert "按规则文件逐行比较" in page


def test_the_same_edition_on_both_sides_has_no_difference(office):
    assert "没有不同" in office.get("/admin/rules/compare").text
    assert "此处没有 2019 年度的规则" in office.get("/admin/rules/compare?a_year=2019").text


def test_a_place_without_cases_says_so(office):
    assert "此处本年度没有算例" in office.get("/admin/rules/cases").text


def test_the_checks_tell_what_the_bank_lacks_and_the_last_chances(office):
    page = office.get("/admin/rules/checks").text
    assert "年度学法考试" in page
    assert "最迟 2024年11月30日" in page
    assert "没有规定，也没有说明原因：免考" in page
    assert "题库足够" not in page


def test_an_office_of_an_area_compares_with_nobody_elses(bay):
    assert bay.get("/admin/rules/compare?a_year=2024&a_area=nowhere").status_code == 404
    assert bay.get("/admin/rules/checks").status_code == 200
    assert bay.get("/admin/rules/cases?area=nowhere").status_code == 404
