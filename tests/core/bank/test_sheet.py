"""Spreadsheets: the template, strict reading, files that are refused, and that nothing written is ever a formula."""

import io
import zipfile
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
import xlsxwriter

from core.bank.checking import Shelves
from core.bank.exchange import Unread, question_from
from core.bank.sheet import lexicon_of, read_sheet
from core.bank.sheet_writing import write_refused, write_sheet, write_template
from core.errors import BadInput
from core.web.language import Reader
from tests.core.bank.test_gift import RICH
from tests.core.bank.world import ALL, SINGLE

SHELVES = Shelves(
    lessons={"law": frozenset({"l1"})},
    areas_of={"law": ""},
    titles={"law": "宪法"},
    tiers=frozenset({"a"}),
    areas=("", "bay"),
)
ZH = lexicon_of(Reader("zh", {"single": "单项选择"}, UTC), SHELVES)
EN = lexicon_of(Reader("en", {"single": "单项选择"}, UTC), SHELVES)
HEAD = ["题目编号", "题型", "题干", "选项 A", "选项 B", "正确答案", "学习内容"]
GOOD = ["s1", "单项选择", "问", "甲", "乙", "A", "宪法"]


def written(*rows):
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate(rows):
            for column, value in enumerate(row):
                if isinstance(value, datetime):
                    sheet.write_datetime(number, column, value, book.add_format({"num_format": "yyyy-mm-dd"}))
                else:
                    sheet.write(number, column, value)
    return stream.getvalue()


def read(content, lexicon=ZH):
    return [question_from(raw, 2024, {}).question for raw in read_sheet(content, lexicon)]


def fault(row, head=HEAD):
    (found,) = read_sheet(written(head, row), ZH)
    assert isinstance(found, Unread)
    assert found.line == 2
    return found.why[0].message


@pytest.mark.parametrize("lexicon", [ZH, EN], ids=["zh", "en"])
@pytest.mark.parametrize("reading", [ZH, EN], ids=["read by zh", "read by en"])
def test_what_is_written_is_read_back_unchanged_in_either_language(lexicon, reading):
    questions = [*ALL, RICH, replace(SINGLE, code="x1", stem="=1+1", options=("+1", "-1", "@x", "=cmd"))]
    assert read(write_sheet(questions, lexicon), reading) == questions


@pytest.mark.parametrize("lexicon", [ZH, EN], ids=["zh", "en"])
def test_the_template_opens_and_its_example_is_passed_over(lexicon):
    content = write_template(lexicon, SHELVES)
    assert read(content) == []
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        sheet, strings = (
            archive.read("xl/worksheets/sheet1.xml").decode(),
            archive.read("xl/sharedStrings.xml").decode(),
        )
    assert "dataValidation" in sheet
    assert lexicon.reader.word("single") in strings


def test_nothing_that_is_written_is_a_formula_or_a_link():
    content = write_sheet(
        [replace(SINGLE, stem='=HYPERLINK("x")', options=("http://a.example", "=1", "+2", "-3"))], ZH
    )
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in sheet
    assert "hyperlink" not in sheet


def test_the_columns_may_stand_in_any_order_and_empty_rows_are_passed_over():
    content = written(HEAD[::-1], [], GOOD[::-1], ["", " "])
    assert [one.code for one in read(content)] == ["s1"]


def test_a_day_may_be_a_date_cell():
    content = written([*HEAD, "生效日"], [*GOOD, datetime(2024, 3, 1)])  # noqa: DTZ001 (a sheet knows no zones)
    assert read(content)[0].valid_from == date(2024, 3, 1)


@pytest.mark.parametrize(
    ("column", "value", "says"),
    [
        (0, 17, "holds a number"),
        (2, 3.5, "holds a number"),
        (3, 5, "holds a number"),
        (3, True, "holds a number"),
        (6, datetime(2024, 1, 1), "holds a number"),  # noqa: DTZ001
        (1, "论述", "no type"),
        (1, "", "no type"),
        (5, "C", "letters of options"),
        (5, "", "letters of options"),
        (5, "AA", "letters of options"),
        (3, "", "empty before"),
        (2, "=A1&B1", "formula"),
    ],
)
def test_a_cell_that_cannot_be_right_is_told_with_its_row(column, value, says):
    row = list(GOOD)
    row[column] = value
    assert says in fault(row)


def test_true_false_and_fill_in_have_answers_of_their_own():
    assert "true/false" in fault(["t", ZH.reader.word("true_false"), "问", "", "", "也许", "宪法"])
    assert "fill-in" in fault(["f", ZH.reader.word("fill_in"), "问", "甲", "", "A", "宪法"])
    for word in ("对", "√", "正确", "true"):
        assert read(written(HEAD, ["t", ZH.reader.word("true_false"), "问", "", "", word, "宪法"]))[
            0
        ].key == {0}


@pytest.mark.parametrize(
    ("head", "says"),
    [
        (["题目编号", "题型"], "is missing"),
        ([*HEAD, "备注"], "no column"),
        ([*HEAD, "题干"], "same heading"),
        ([], "is missing"),
    ],
)
def test_headings_that_do_not_fit_refuse_the_file(head, says):
    with pytest.raises(BadInput) as refused:
        list(read_sheet(written(head, GOOD), ZH))
    assert says in refused.value.text.message


def changed(content, name, data):
    stream = io.BytesIO(content)
    with zipfile.ZipFile(stream, "a") as archive:
        archive.writestr(name, data)
    return stream.getvalue()


PLAIN = written(HEAD, GOOD)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "no spreadsheet"),
        (b"code,type,stem\n", "no spreadsheet"),
        (PLAIN[:200], "no spreadsheet"),
        (PLAIN[:-300], "no spreadsheet"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "old .xls"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "password"),
        (changed(PLAIN, "xl/vbaProject.bin", b"x"), "macros"),
        (changed(PLAIN, "xl/media/big.bin", bytes(41 * 1024 * 1024)), "larger unpacked"),
        (changed(b"", "a.txt", b"x"), "no spreadsheet"),
        (changed(b"", "xl/worksheets/sheet1.xml", b"<x"), "no spreadsheet"),
        (written(HEAD, *[GOOD] * 2002), "more than"),
    ],
    ids=["empty", "csv", "cut", "cut late", "xls", "password", "macros", "bomb", "zip", "half", "many"],
)
def test_a_file_that_cannot_or_must_not_be_read_is_refused_in_words(content, says):
    with pytest.raises(BadInput) as refused:
        list(read_sheet(content, ZH))
    assert says in refused.value.text.message


def test_what_was_refused_comes_back_with_comments_and_can_be_read_again():
    row = dict(zip(["code", "type", "stem", "option_0", "option_1", "answer", "work"], GOOD, strict=True))
    content = write_refused([(row, "第 2 行：缺少学习内容")], ZH)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert "缺少学习内容" in archive.read("xl/comments1.xml").decode()
    assert [one.code for one in read(content)] == ["s1"]
