"""A bank's statement is read line by line, however the bank writes it, or refused with the cell that cannot be read."""

import io
from datetime import date, datetime

import pytest
import xlsxwriter

from core.errors import BadInput
from core.fees.cells import Unreadable, day_in, fen_in
from core.fees.columns import faults_of, guessed, head_of
from core.fees.statements import head_in, lines_of, table_of

HEAD = "交易日期,交易流水号,借方发生额,贷方发生额,余额,对方户名,对方账号,摘要,附言"
COLUMNS = {
    "day": "交易日期",
    "income": "贷方发生额",
    "outgoing": "借方发生额",
    "payer": "对方户名",
    "account": "对方账号",
    "serial": "交易流水号",
    "remark": "附言",
    "note": "摘要",
}


def lines(text, columns=COLUMNS):
    table = table_of(text.encode() if isinstance(text, str) else text)
    return lines_of(table, head_in(table, [columns]), columns)


def said(error):
    """The sentence of an error with all that is in it."""

    def flat(text):
        if hasattr(text, "message"):
            return text.message.format_map({k: flat(v) for k, v in text.values.items()})
        return str(text)

    return flat(error.value.text)


def workbook(rows, merge=None, formula=None):
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"default_date_format": "yyyy-mm-dd"})
    sheet = book.add_worksheet()
    for number, cells in enumerate(rows):
        sheet.write_row(number, 0, cells)
    if merge:
        sheet.merge_range(merge, "合并")
    if formula:
        sheet.write_formula(*formula)
    book.close()
    return stream.getvalue()


@pytest.mark.parametrize(
    ("cell", "fen"),
    [
        ("1500", 150000),
        ("1,500.00", 150000),
        ("￥1，500.00", 150000),
        ("¥ 45", 4500),
        ("１５００．５０", 150050),
        ("1500.5元", 150050),
        ("RMB 15.00", 1500),
        ("-45.00", -4500),
        ("(45.00)", -4500),
        ("+45", 4500),
        ("0.010", 1),
        (45.1, 4510),
        (4503599627.37, 450359962737),
        (45, 4500),
        ("", None),
        ("--", None),
    ],
)
def test_a_sum_is_read_to_the_fen(cell, fen):
    assert fen_in(cell) == fen


@pytest.mark.parametrize(
    "cell", ["15,00", "1.234", 1.234, "abc", "1500,00", "1e5", "٤٥", "1 500 x", True, "(-5)"]
)
def test_what_is_no_sum_is_never_guessed(cell):
    with pytest.raises(Unreadable):
        fen_in(cell)


@pytest.mark.parametrize(
    "cell",
    [
        "2023-07-03", "2023/7/3", "2023.7.3", "20230703", "2023年7月3日", "２０２３－０７－０３", "2023-07-03 10:22:33",
        "20230703 102233", "2023-07-03T10:22:33", 20230703, date(2023, 7, 3), "'20230703",
        datetime(2023, 7, 3, 10),  # noqa: DTZ001 (a spreadsheet knows no zone)
    ],
)  # fmt: skip
def test_a_day_is_read_as_banks_write_it(cell):
    assert day_in(cell) == date(2023, 7, 3)


@pytest.mark.parametrize("cell", ["2023-13-01", "03/07/2023", "昨天", 45110, "2023-02-30", "202307"])
def test_what_is_no_day_is_never_guessed(cell):
    with pytest.raises(Unreadable):
        day_in(cell)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("separator", [",", "\t", ";", "|"])
def test_text_is_read_in_each_encoding_and_with_each_separator(encoding, separator):
    rows = f"{HEAD}\n2023-07-03,F1,,1500.00,9999.00,海岛市教育局,6222,转账,2023-000012\n"
    found = lines(rows.replace(",", separator).encode(encoding))
    assert [(one.serial, one.fen, one.payer, one.remark) for one in found] == [
        ("F1", 150000, "海岛市教育局", "2023-000012 转账")
    ]


def test_titles_above_and_totals_below_are_no_lines():
    text = (
        f"某银行对账单\n账号：0200,期间：2023 年 7 月\n\n{HEAD}\n20230703,F1,,45,,甲局,,,\n\n合计,,,45,,,,,\n"
    )
    assert [(one.number, one.fen) for one in lines(text)] == [(5, 4500)]


def test_outgoing_money_and_reversals_are_told_apart():
    rows = f"{HEAD}\n20230703,F1,,45,,甲局,,,\n20230703,F2,30.00,,,乙局,,,\n20230704,F3,,-45,,甲局,,冲正,\n"
    assert [(one.kind, one.fen) for one in lines(rows)] == [
        ("income", 4500),
        ("outgoing", 3000),
        ("reversal", 4500),
    ]


def test_one_column_of_sums_goes_by_its_sign_or_by_a_word_beside_it():
    columns = {"day": "日期", "income": "金额", "payer": "对方户名"}
    signed = lines("日期,金额,对方户名\n20230703,45,甲\n20230703,-30,乙\n", columns)
    assert [(one.kind, one.fen) for one in signed] == [("income", 4500), ("outgoing", 3000)]
    worded = "日期,金额,借贷标志,对方户名\n20230703,45,贷,甲\n20230703,30,借,乙\n20230703,-45,贷,甲\n"
    found = lines(worded, columns | {"direction": "借贷标志"})
    assert [one.kind for one in found] == ["income", "outgoing", "reversal"]
    with pytest.raises(BadInput) as refused:
        lines(worded.replace("借,", "?,"), columns | {"direction": "借贷标志"})
    assert "C3" in said(refused)


def test_lines_without_a_number_of_the_bank_are_known_by_what_they_say():
    columns = {name: COLUMNS[name] for name in ("day", "income", "payer", "remark")}
    rows = f"{HEAD}\n20230703,,,45,,甲局,,,a\n20230703,,,45,,甲局,,,a\n20230703,,,45,,甲局,,,b\n"
    first, again = lines(rows, columns), lines(rows, columns)
    assert [one.serial for one in first] == [one.serial for one in again]
    assert len({one.serial for one in first}) == 3, "two equal lines are two"
    assert not any(one.numbered for one in first)


def test_a_number_that_a_bank_gives_to_several_lines_does_not_make_them_one():
    rows = f"{HEAD}\n20230703,凭1,,45,,甲局,,,\n20230703,凭1,,30,,乙局,,,\n"
    assert len({one.serial for one in lines(rows)}) == 2


@pytest.mark.parametrize(
    ("row", "cell"),
    [
        ("昨天,F1,,45,,甲局,,,", "A2"),
        ("20230703,F1,,四十五,,甲局,,,", "D2"),
        ("20230703,F1,,45.123,,甲局,,,", "D2"),
        (",F1,,45,,甲局,,,", "A2"),
        ("20230703,F1,,,,甲局,,,", "D2"),
    ],
)
def test_a_cell_that_cannot_be_read_refuses_the_file_by_name(row, cell):
    with pytest.raises(BadInput) as refused:
        lines(f"{HEAD}\n{row}\n20230703,F2,,45,,甲局,,,\n")
    assert cell in said(refused)


@pytest.mark.parametrize("second", ["", "20230703,F2,,45,,甲局,,,\n"])
def test_a_sum_whose_comma_parts_the_line_is_never_read_as_another_sum(second):
    with pytest.raises(BadInput) as refused:
        lines(f"{HEAD}\n20230703,F1,,1,500.00,,甲局,,,\n{second}")
    assert "line 2" in said(refused)


def test_a_separator_at_the_end_of_every_line_is_none_too_many():
    row = "20230703,F{},,45,,甲局,,,,\n"
    assert len(lines(f"{HEAD}\n{row.format(1)}{row.format(2)}")) == 2


def test_another_banks_columns_are_refused_with_the_column_and_the_line():
    with pytest.raises(BadInput) as refused:
        lines("某银行\n交易时间,收入金额,支出金额,对方户名\n20230703,45,,甲局\n")
    assert "Line 2" in said(refused)
    assert "交易日期" in said(refused)


def test_a_file_without_headings_is_refused():
    with pytest.raises(BadInput):
        lines("甲,乙,丙\n1,2,3\n")


def test_a_spreadsheet_holds_numbers_and_days_of_its_own():
    rows = [["账户明细"], HEAD.split(","), [20230703, "F1", "", 1500.5, "", "甲局", "", "", "2023-000012"]]
    assert [(one.fen, one.day) for one in lines(workbook(rows))] == [(150050, date(2023, 7, 3))]


def test_an_account_that_has_lost_digits_is_refused():
    rows = [HEAD.split(","), ["20230703", "F1", "", 45, "", "甲局", 6.222021234567890e18, "", ""]]
    with pytest.raises(BadInput) as refused:
        lines(workbook(rows))
    assert "G2" in said(refused)


def test_a_formula_or_merged_cells_among_the_lines_refuse_the_file_but_a_merged_title_does_not():
    rows = [["账户明细"], HEAD.split(","), ["20230703", "F1", "", 45, "", "甲局", "", "", ""]]
    assert len(lines(workbook(rows, merge="A1:I1"))) == 1
    with pytest.raises(BadInput) as refused:
        lines(workbook(rows, formula=(2, 3, "=40+5", None, 45)))
    assert "D3" in said(refused)
    with pytest.raises(BadInput) as refused:
        lines(workbook(rows, merge="F3:F4"))
    assert "F3:F4" in said(refused)


@pytest.mark.parametrize(
    ("headings", "fields"),
    [
        (HEAD, COLUMNS | {"remark": "附言", "note": "摘要"}),
        (
            "交易时间,收入金额(元),支出金额(元),对方名称,用途",
            {
                "day": "交易时间",
                "income": "收入金额(元)",
                "outgoing": "支出金额(元)",
                "payer": "对方名称",
                "remark": "用途",
            },
        ),
        (
            "日期,借贷标志,交易金额,付款人名称,备注",
            {
                "day": "日期",
                "direction": "借贷标志",
                "income": "交易金额",
                "payer": "付款人名称",
                "remark": "备注",
            },
        ),
    ],
)
def test_columns_are_guessed_from_their_headings(headings, fields):
    assert guessed(headings.split(",")) == fields
    assert head_of([["某银行"], headings.split(",")]).row == 1


def test_a_choice_of_columns_that_cannot_be_is_named():
    names = HEAD.split(",")
    assert set(faults_of(names, {"day": "交易日期", "income": "", "payer": "没有"})) == {"income", "payer"}
    assert set(faults_of(names, COLUMNS | {"payer": "附言"})) == {"remark"}
    assert faults_of(names, COLUMNS) == {}
