"""Every value of a year in words: label, figure, source, who set it, what may be changed."""

from datetime import date
from pathlib import Path

import pytest

from core.rulebook.articles import articles_of
from core.rulebook.trails import notes_in
from core.tenancy.registry import load_tenant
from core.web.catalogue import sentences
from tests.core.rulebook.world import SCHEMAS, assembled, told

TENANTS = Path(__file__).parents[3] / "tenants"


def test_a_figure_is_told_with_its_label_and_article():
    value = told(assembled())["exams.yearly.pass_mark"]
    assert (value.article, value.heading, value.label, value.figure) == (
        "考试",
        ("年度学法考试",),
        "合格分数",
        "60",
    )
    assert value.mark.cite.article == "四"


def test_a_first_and_a_last_day_are_one_span_of_days():
    values = told(assembled())
    assert values["period.from"].figure == "2024年1月1日至2024年12月31日"
    assert "period.to" not in values
    assert told(assembled(), "en")["period.from"].figure == "1 January 2024 to 31 December 2024"


def test_a_part_is_told_by_its_sentence_and_a_shorthand_by_its_field():
    values = told(assembled())
    assert values["outcome.formula"].figure == "完成学习目标且考试合格，年度合格；考试成绩为年度成绩。"
    assert values["accounts.login"].figure == "单位发放的账号（学号）。 学员绑定的手机号。"
    serial = values["certificate.number.year_serial"]
    assert (serial.label, serial.figure) == ("顺序号位数", "6")


def test_a_list_of_words_is_one_value():
    value = told(assembled())["accounts.password.needs"]
    assert (value.label, value.figure) == ("必须包含", "字母、数字")


def test_an_amendment_is_told_from_its_day_on_and_named_as_what_set_the_value():
    before = told(assembled(on=date(2024, 5, 31)))["study.target.total"]
    after = told(assembled(on=date(2024, 6, 1)))["study.target.total"]
    assert (before.figure, before.mark.by) == ("10", "province")
    assert (after.figure, after.mark.by) == ("12", "amendment")
    assert after.mark.cite.assumed == "按调整后的学分"
    assert after.mark.cite.document == "测发〔2024〕9号"


def test_an_areas_own_value_names_the_area_and_what_is_left_to_it():
    values = told(assembled(bay=True), own=True)
    own, fixed = values["accounts.initial.value"], values["study.target.total"]
    assert (own.figure, own.mark.by, own.mark.may) == ("123456", "area", "free")
    assert (fixed.mark.by, fixed.mark.may) == ("amendment", "")


def test_a_province_shows_what_it_leaves_to_its_areas():
    values = told(assembled())
    assert values["accounts.initial.value"].mark.may == "free"
    assert values["exams.yearly.pass_mark"].mark.may == ""


def test_values_of_one_article_lie_together_and_share_their_mark():
    articles = {article.key: article for article in articles_of(told(assembled()).values())}
    lock = next(group for group in articles["accounts"].groups if group.heading == ("输错密码的锁定",))
    assert [value.figure for value in lock.values] == ["5", "30"]
    assert lock.mark is not None
    assert lock.mark.cite.article == "二"


@pytest.mark.parametrize("words", ["合格分数", "四", "yearly.pass", "年度学法", "60"])
def test_a_value_is_found_by_label_article_path_heading_and_figure(words: str):
    assert told(assembled())["exams.yearly.pass_mark"].says(words)


def test_every_note_and_every_part_has_chinese_words():
    known = sentences("zh")
    assert [note for note in notes_in(SCHEMAS) if f"rule:{note}" not in known] == []


@pytest.mark.parametrize(
    "folder", [path for path in sorted(TENANTS.iterdir()) if (path / "tenant.yaml").is_file()]
)
def test_no_label_of_a_shipped_year_is_left_in_english(folder: Path):
    tenant = load_tenant(folder)
    for area in tenant.places:
        for year in tenant.years(area):
            for value in told(tenant.assembled(year, area)).values():
                assert not _plain_english(value.label), value.path
                assert not any(_plain_english(step) for step in value.heading), value.path


def _plain_english(text: str) -> bool:
    return bool(text) and text.isascii() and text.replace(" ", "").isalpha()
