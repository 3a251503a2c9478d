"""How values read in both languages."""

import ast
import re
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from core.decisions.values import Between, Quantity, Until, Word, say
from core.web.catalogue import ROOT, po_files, read_file, sentences
from core.web.language import Reader

ZONE = ZoneInfo("Asia/Shanghai")


@pytest.mark.parametrize(
    ("value", "zh", "en"),
    [
        (Decimal("59.50"), "59.5", "59.5"),
        (Decimal("2.345"), "2.35", "2.35"),
        (Decimal(3000), "3000", "3000"),
        (Decimal("1E+3"), "1000", "1000"),
        (date(2024, 11, 9), "2024年11月9日", "9 November 2024"),
        (datetime(2024, 11, 9, 12, tzinfo=UTC), "2024年11月9日 20:00", "9 November 2024, 20:00"),
        (timedelta(minutes=90), "1 小时 30 分钟", "1 hour 30 minutes"),
        (timedelta(), "0 分钟", "0 minutes"),
        (Until(datetime(2024, 9, 30, 16, tzinfo=UTC)), "2024年9月30日 24:00", "30 September 2024, 24:00"),
        (Until(datetime(2024, 9, 30, 3, tzinfo=UTC)), "2024年9月30日 11:00", "30 September 2024, 11:00"),
        (
            Between(datetime(2024, 9, 30, 1, tzinfo=UTC), datetime(2024, 9, 30, 3, tzinfo=UTC)),
            "2024年9月30日 09:00至11:00",
            "30 September 2024, 09:00 to 11:00",
        ),
        (
            Between(datetime(2024, 9, 9, 16, tzinfo=UTC), datetime(2024, 9, 30, 16, tzinfo=UTC)),
            "2024年9月10日 00:00至2024年9月30日 24:00",
            "10 September 2024, 00:00 to 30 September 2024, 24:00",
        ),
        ("文本", "文本", "文本"),
        (7, "7", "7"),
    ],
)
def test_a_value_reads_in_both_languages(value, zh, en):
    assert Reader("zh", zone=ZONE).text(value) == zh
    assert Reader("en", zone=ZONE).text(value) == en


def test_a_sentence_is_translated_with_its_places():
    text = say("Please wait {seconds} seconds and try again.", seconds=3)
    assert Reader("zh").text(text) == "请等待 3 秒后再试。"
    assert Reader("en").text(text) == "Please wait 3 seconds and try again."


def test_a_figure_with_its_unit_stands_apart_in_chinese():
    text = say("Earn {missing} more.", missing=Quantity(Decimal(20), "credits"))
    assert Reader("zh").text(text) == "还需获得 20 学分。"


def test_one_is_no_plural_in_english():
    words = {"points:en": "study points"}
    read = Reader("en", words).text
    assert [read(Quantity(Decimal(n), "points")) for n in (1, 2)] == ["1 study point", "2 study points"]
    assert read(Quantity(Decimal("1.5"), "points")) == "1.5 study points"
    assert read(Quantity(Decimal(1), "people")) == "1 person"


def test_a_sentence_within_a_sentence_is_translated_too():
    inner = say("Please sign in first.")
    assert "请先登录" in Reader("zh").text(say("There is no unit with the code {code}.", code=inner))


def test_the_tenants_own_word_wins_in_its_language():
    words = {"points": "积分", "points:en": "study points"}
    assert Reader("zh", words).text(Quantity(Decimal(20), "points")) == "20 积分"
    assert Reader("en", words).text(Quantity(Decimal(20), "points")) == "20 study points"


def test_an_unknown_word_shows_its_letters():
    assert Reader("en").word("long_sick_leave") == "long sick leave"


def test_nothing_is_a_dash_and_many_are_listed():
    assert Reader().text(None) == "—"
    assert Reader("en").text((Word("points"), "b")) == "points, b"


def test_translations_are_merged_from_every_folder(tmp_path):
    file = tmp_path / "zh.po"
    file.write_text(
        'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\nmsgid "a"\nmsgstr "甲"\n'
    )
    assert read_file(file, "zh") == {"a": "甲"}
    assert sentences("zh")["Please sign in first."] == "请先登录。"


@pytest.mark.parametrize("locale", ["zh", "en"])
def test_a_sentence_is_translated_in_one_way_wherever_it_stands(locale):
    """All files are merged, so a second translation would change the words of pages elsewhere."""
    found: dict[str, set[str]] = {}
    for path in po_files(locale):
        if path.is_relative_to(ROOT / "core") or path.is_relative_to(ROOT / "plugins"):
            for sentence, said in read_file(path, locale).items():
                found.setdefault(sentence, set()).add(said)
    assert {sentence: said for sentence, said in found.items() if len(said) > 1} == {}


MARKED = re.compile(r"""\b_\(\s*(['"])((?:\\.|(?!\1).)*)\1""")
"""A sentence that a template marks for translation."""


def test_every_sentence_of_a_template_has_its_chinese():
    known = sentences("zh")
    found = {
        (path.name, said[2].replace("\\'", "'"))
        for folder in ("core", "plugins")
        for path in (ROOT / folder).rglob("*.html")
        for said in MARKED.finditer(path.read_text(encoding="utf-8"))
    }
    assert found
    assert {one for one in found if one[1] not in known} == set()


def test_every_sentence_that_code_says_to_a_reader_has_its_chinese():
    """What archives say stands in a terminal, which is English."""
    known = sentences("zh")
    said = {
        (path.name, call.args[0].value)
        for folder in ("core", "plugins")
        for path in (ROOT / folder).rglob("*.py")
        if path.parent.name != "archives"
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(call, ast.Call)
        and isinstance(call.func, ast.Name)
        and call.func.id in {"_", "say"}
        and call.args
        and isinstance(call.args[0], ast.Constant)
    }
    assert {one for one in said if one[1] not in known} == set()
