"""A question's way from a file into the bank: two editors of a place, one who imports and one who checks."""

from tests.browser.walking import IN_A_BROWSER

pytestmark = IN_A_BROWSER
FILE = """// [id:way1] [tag:work:中华人民共和国宪法] [tag:article:第三十三条]
国家尊重和保障人权。{T}

// [id:way2] [tag:work:中华人民共和国宪法]
没有写完的题目{
"""


def test_a_question_is_imported_by_one_editor_and_made_live_by_another(visit, demo):
    writer, checker = visit("yunnan"), visit("yunnan")
    writer.sign_in_administrator(demo.editor("yunnan", "编写"))
    writer.go("导入")
    writer.page.locator("input[type=file]").set_input_files(
        {"name": "题目.txt", "mimeType": "text/plain", "buffer": FILE.encode()}
    )
    writer.press("检查文件")
    writer.sees("这里的左花括号直到下一个空行都没有闭合")
    writer.page.get_by_label("导入其余 1 道").check()
    writer.press("导入 1 道题目（存为草稿）")
    writer.sees("新增 1 道，修改 0 道，未导入 1 道")
    writer.page.goto(f"{demo.address('yunnan')}/admin/questions/way1")
    writer.press("送交复核")
    writer.sees("本人编写的题目须由他人复核")

    checker.sign_in_administrator(demo.editor("yunnan", "复核"))
    checker.follow("国家尊重和保障人权。")
    checker.press("复核无误")
    checker.press("启用")
    checker.sees("使用中")
