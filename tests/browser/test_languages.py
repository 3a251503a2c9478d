"""The other language and the larger letters."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.walking import IN_A_BROWSER, PHONE

pytestmark = IN_A_BROWSER
HAN = re.compile(r"[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]")
USUAL, LARGE = "17px", "21.25px"
CHROME = """() => {
  const texts = [];
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const parent = walk.currentNode.parentElement;
    if (!parent.closest("script, .x-cite, [lang='zh-CN']")) texts.push(walk.currentNode.textContent.trim());
  }
  for (const one of document.querySelectorAll("[aria-label]:not([lang='zh-CN']), [placeholder]"))
    texts.push(one.getAttribute("aria-label") ?? "", one.getAttribute("placeholder") ?? "");
  return texts;
}"""
"""Every text of the page but citations, which are the notice's own words, and the switch back to Chinese."""


def left_in_chinese(walker, *content):
    """Return the texts with Chinese in them after what the place itself wrote is taken out: names and titles."""
    texts = walker.page.evaluate(CHROME)
    for word in sorted(content, key=len, reverse=True):
        texts = [text.replace(word, "") for text in texts]
    return sorted({text for text in texts if HAN.search(text)})


@pytest.mark.parametrize("label", ["hainan", "yunnan", "gansu", "wuwei", "hunan"])
def test_in_english_nothing_of_the_interface_stays_chinese(visit, demo, label):
    walker = visit(label)
    walker.sign_in(demo.learner(label, "已经合格"))
    walker.open_my_account()
    facts = walker.facts()
    own = [facts["姓名"], facts["单位"]]
    walker.go("课程")
    titles = walker.page.locator("main :is(h2, h3)").all_inner_texts()
    titles += [text.removeprefix("接下来：") for text in walker.page.locator("article p").all_inner_texts()]
    walker.go("考试")
    titles += walker.page.locator("main h2").all_inner_texts()
    walker.go("首页")
    titles += walker.page.locator(".x-tasks a").all_inner_texts()

    walker.press("EN · Switch to English")
    expect(walker.page.locator("html")).to_have_attribute("lang", "en")
    assert left_in_chinese(walker, *own, *titles) == []
    for place in ("Courses", "Exams", "My result"):
        walker.go(place, navigation="Navigation")
        assert left_in_chinese(walker, *own, *titles) == []
    walker.press("中文 · 切换为中文")
    walker.sees("判定时间")


def test_large_type_stays_on_and_fits_a_phone(visit, demo):
    walker = visit("yunnan", PHONE)
    walker.sign_in(demo.learner("yunnan", "已经合格"))
    text = walker.page.locator("body")
    expect(text).to_have_css("font-size", USUAL)
    walker.press("大字")
    expect(text).to_have_css("font-size", LARGE)
    walker.go("成绩")
    expect(walker.button("大字")).to_have_attribute("aria-pressed", "true")
    expect(text).to_have_css("font-size", LARGE)
    assert walker.overflow() <= 0
    walker.press("大字")
    expect(text).to_have_css("font-size", USUAL)
