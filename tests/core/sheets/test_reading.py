"""Sheets read strictly: workbooks and text, what is refused before it is read, and which cell is at fault."""

import io
import struct
import zipfile

import pytest
import xlsxwriter

from core.decisions.values import say
from core.errors import BadInput
from core.sheets.book import Book
from core.sheets.lexicon import WHY, Lexicon
from core.sheets.reading import Limits, letters_of, read_lines
from core.web.language import Reader

LEXICON = Lexicon(Reader(), {"code": say("Code"), "stem": say("What is asked")})
HEAD = [LEXICON.heading("code"), LEXICON.heading("stem")]
STRICT = Limits(
    rows=3,
    too_many=say("Two columns have the same heading."),
    needed=("code",),
    typed_only=True,
    csv=True,
)


def written(*rows, change=None):
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate(rows):
            for column, value in enumerate(row):
                sheet.write(number, column, value)
        if change:
            change(book, sheet)
    return stream.getvalue()


def values(content, limits=STRICT):
    return [dict(line.values) for line in read_lines(content, LEXICON, limits)]


def refusal(content, limits=STRICT):
    with pytest.raises(BadInput) as refused:
        values(content, limits)
    return refused.value.text.message


def merged(_book, sheet):
    sheet.merge_range("A3:A4", "甲")


def hidden(book, _sheet):
    book.add_worksheet("私").hide()


GOOD = {"code": "a1", "stem": "甲"}
TEXT = "{},{}\na1,甲\n".format(*HEAD)


@pytest.mark.parametrize(
    "content",
    [
        written(HEAD, ["a1", "甲"]),
        TEXT.encode(),
        b"\xef\xbb\xbf" + TEXT.encode(),
        TEXT.encode("gbk"),
        TEXT.replace(",", "\t").encode(),
        TEXT.replace(",", ";").replace("\n", "\r\n").encode(),
    ],
    ids=["xlsx", "utf-8", "utf-8 with mark", "gbk", "tabs", "semicolons"],
)
def test_the_same_rows_are_read_from_every_kind_of_file(content):
    assert values(content) == [GOOD]


def test_a_line_knows_its_number_its_columns_and_its_formula():
    (line,) = read_lines(written(["", *HEAD], [], ["", "a1", "=1+1"]), LEXICON, STRICT)
    assert (line.number, line.columns, line.formula) == (3, {"code": "B", "stem": "C"}, "C3")


def test_columns_have_the_letters_that_spreadsheets_show():
    assert [letters_of(number) for number in (0, 25, 26, 51, 52, 701, 702)] == [
        "A", "Z", "AA", "AZ", "BA", "ZZ", "AAA",
    ]  # fmt: skip


def lying(content):
    """Say of each part that it becomes smaller than it does when it is unpacked."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        infos = archive.infolist()
    raw = bytearray(content)
    at = raw.index(b"PK\x01\x02")
    for _ in infos:
        struct.pack_into("<I", raw, at + 24, 1)
        name, extra, note = struct.unpack_from("<HHH", raw, at + 28)
        at += 46 + name + extra + note
    return bytes(raw)


def bomb():
    stream = io.BytesIO(written(HEAD))
    with zipfile.ZipFile(stream, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/media/big.bin", bytes(41 * 1024 * 1024))
    return stream.getvalue()


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (written(HEAD, ["a1", "甲"], change=merged), "Cells are merged"),
        (written(HEAD, ["a1", "甲"], change=hidden), "hidden sheet"),
        (written(HEAD, *[["a", "b"]] * 5), "same heading"),
        (("\n".join([",".join(HEAD), *["a,b"] * 5])).encode(), "same heading"),
        (b"MZ\x90\0\x03\0" + bytes(200), "no spreadsheet"),
        (b"<html><table>", "no spreadsheet"),
        (b"\xff\xfe\xff\xff", "no spreadsheet"),
        (bomb(), "larger unpacked"),
        (lying(bomb()), "no spreadsheet"),
        (b"code\n1\n", "no column"),
    ],
    ids=["merged", "hidden", "many", "many lines", "exe", "html", "bytes", "bomb", "lying bomb", "headings"],
)
def test_what_must_not_be_read_is_refused_in_words(content, says):
    assert says in refusal(content)


def test_the_merged_cells_are_named():
    with pytest.raises(BadInput) as refused:
        values(written(HEAD, ["a1", "甲"], change=merged))
    assert refused.value.text.values == {"cells": "A3:A4"}


def test_a_sheet_that_may_carry_more_is_read_where_the_domain_allows_it():
    lenient = Limits(rows=3, too_many=say(""), needed=("code",))
    assert values(written(HEAD, ["a1", "甲"], change=hidden), lenient) == [GOOD]
    assert refusal(TEXT.encode(), lenient).startswith("The file is no spreadsheet")


def test_what_a_book_writes_is_text_with_a_comment_and_is_read_back():
    book = Book(LEXICON, "表", ["code", "stem", WHY])
    book.allow("code", ["a1", "b1"], 3)
    book.allow("stem", ["甲" * 300], 3)
    book.row({"code": "a1", "stem": "=1+1", WHY: "缺"}, comment="缺")
    book.notes([("编号", "说明")])
    content = book.content()
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml").decode()
        assert "缺" in archive.read("xl/comments1.xml").decode()
    assert sheet.count("<dataValidation ") == 1
    assert "<f>" not in sheet
    assert values(content) == [{"code": "a1", "stem": "=1+1", WHY: "缺"}]
