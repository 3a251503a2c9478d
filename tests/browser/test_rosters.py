"""A unit's administrator brings two hundred people by spreadsheet, seven of them badly, corrects them and is done."""

import io
import re

import pytest
import python_calamine
import xlsxwriter
from playwright.sync_api import expect

from tests.browser.walking import DESK, IN_A_BROWSER, PHONE

pytestmark = IN_A_BROWSER
HEAD = ("姓名", "手机号码", "职务级别", "政治面貌", "入职日期")
BAD = {
    5: {"手机号码": "138"},
    17: {"职务级别": "大员"},
    40: {"政治面貌": "不知道"},
    66: {"入职日期": "去年夏天"},
    90: {"姓名": ""},
    121: {"手机号码": "13811110000"},
    122: {"手机号码": "13811110000"},
}
"""What is wrong, by the number of the row; two have one phone."""


def people(start, count):
    return [
        {
            "姓名": f"演练{start + number:04}",
            "手机号码": f"137{start + number:08}",
            "职务级别": "科员及以下",
            "政治面貌": "群众",
            "入职日期": "2015-07-01",
        }
        for number in range(count)
    ]


def sheet_of(rows, head=HEAD):
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, head)
        for number, row in enumerate(rows, start=1):
            sheet.write_row(number, 0, [row.get(name, "") for name in head])
    return stream.getvalue()


def send(walker, content, name="名册.xlsx"):
    walker.page.goto(f"{walker.demo.address(walker.label)}/admin/rosters")
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    walker.page.locator("input[type=file]").set_input_files(
        {"name": name, "mimeType": kind, "buffer": content}
    )
    walker.press("检查文件")


def enter(walker, count):
    walker.press(f"导入 {count} 人")
    walker.sees("由 ")  # the page asks again by itself until the worker is done
    walker.sees(re.compile(r"新增 \d+ 条"))


@pytest.mark.parametrize(("size", "start"), [(DESK, 1000), (PHONE, 2000)], ids=["desk", "phone"])
def test_two_hundred_people_with_seven_bad_rows_are_corrected_and_entered(visit, demo, size, start, tmp_path):
    walker = visit("hainan", size)
    walker.sign_in_administrator(demo.administrator("hainan", ""))
    rows = people(start, 200)
    for number, fault in BAD.items():
        rows[number - 2] |= fault
    send(walker, sheet_of(rows))
    walker.sees(
        "将新增 193 条，修改 0 条，未变 0 条，不能导入 7 条", "不是 11 位手机号码", "大员", "缺少姓名"
    )
    assert walker.overflow() == 0

    with walker.page.expect_download() as download:
        walker.follow("下载不能导入的行")
    refused = tmp_path / "refused.xlsx"
    download.value.save_as(refused)
    back = python_calamine.load_workbook(str(refused)).get_sheet_by_index(0).to_python()
    assert len(back) == 8
    assert "手机号" in str(back[1][back[0].index("未导入原因")])

    walker.page.get_by_label(re.compile("导入其余 193 条")).check()
    enter(walker, 193)

    good = people(start, 200)
    send(walker, sheet_of([good[number - 2] for number in BAD]))
    walker.sees("将新增 7 条，修改 0 条，未变 0 条，不能导入 0 条")
    enter(walker, 7)
    send(walker, sheet_of(good))
    walker.sees("没有需要导入的内容")
    expect(walker.button("导入 200 人")).to_have_count(0)
    assert walker.overflow() == 0
