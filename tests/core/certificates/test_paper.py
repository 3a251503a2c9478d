"""The paper: its text is its holder's, rare characters too; its QR code reads back; it is the same every time."""

from dataclasses import replace

import pypdfium2
import pytest
import zxingcpp

from core.certificates.layouts import LAYOUTS
from core.certificates.letters import code_of, grouped, typed
from core.certificates.paper import Look, draw, fitting, lines_of
from core.certificates.said import Said
from core.certificates.typeface import typeface, width
from core.certificates.wording import link_of, words_of
from core.keys.letters import from_letters, to_letters
from core.web.language import Reader
from tests.core.decisions.years import ZONE

SAID = Said(
    tenant="east",
    issuer="东省国家工作人员学法考试平台",
    number="DS2024000042",
    name="张𬭎㛃",
    unit="东省甲局",
    year=2024,
    result="合格",
    score="86.5",
    issued="2024-11-01T10:00:00+08:00",
    rules="ab" * 32,
    check="http://east.localhost:8000/verify",
)
CODE = "ABCDEFGH2345"
LONG = replace(
    SAID,
    name="阿卜杜热合曼·买买提吐尔逊",
    unit="东省某某市某某区人力资源和社会保障局劳动保障监察综合行政执法队（机关事业单位社会保险中心）",
)


def a_paper(said: Said = SAID, layout: str = "landscape", locale: str = "zh") -> bytes:
    return draw(words_of(said, CODE, Reader(locale, zone=ZONE)), Look(colour="#8a4a14", layout=layout))


def text_of(pdf: bytes) -> str:
    document = pypdfium2.PdfDocument(pdf)
    assert len(document) == 1
    return document[0].get_textpage().get_text_range()


@pytest.mark.parametrize("layout", sorted(LAYOUTS))
def test_the_paper_says_who_what_and_how_to_check_it(layout):
    text = "".join(text_of(a_paper(layout=layout)).split())
    for part in (
        "张𬭎㛃",
        "东省甲局",
        "2024年度",
        "86.5分",
        "合格",
        "DS2024000042",
        "2024年11月1日",
        "ABCD-EFGH-2345",
    ):
        assert part in text


@pytest.mark.parametrize("layout", sorted(LAYOUTS))
@pytest.mark.parametrize("said", [SAID, LONG], ids=["short", "long"])
def test_the_qr_code_leads_to_the_check(layout, said):
    picture = pypdfium2.PdfDocument(a_paper(said, layout))[0].render(scale=2).to_pil()
    (found,) = zxingcpp.read_barcodes(picture)
    assert found.text == link_of(said, CODE) == f"{said.check}?number=DS2024000042&code={CODE}"


@pytest.mark.parametrize("layout", sorted(LAYOUTS))
def test_everything_lies_inside_the_frame_and_the_holder_has_a_shape(layout):
    page = pypdfium2.PdfDocument(a_paper(LONG, layout))[0]
    texts = page.get_textpage()
    for place in range(texts.count_chars()):
        left, bottom, right, top = texts.get_charbox(place)
        assert left > 34
        assert bottom > 34
        assert right < page.get_width() - 34
        assert top < page.get_height() - 34


def test_the_same_certificate_gives_the_same_bytes():
    assert a_paper() == a_paper()


def test_the_paper_reads_in_english_where_the_place_does():
    assert "Certificate of Law Study" in text_of(a_paper(locale="en"))


def test_a_figure_is_never_broken_and_no_closing_sign_begins_a_line():
    typeface()
    text = "参加2024年度国家工作人员在线学法考试，年度成绩86.5分，年度结果：合格。"
    for most in range(60, 400, 7):
        lines = lines_of(text, 16, most)
        assert "".join(lines) == text
        assert not [line for line in lines if line[0] in "，。："]
        assert sum("2024" in line for line in lines) == 1
        assert sum("86.5" in line for line in lines) == 1


def test_a_long_name_is_set_smaller_and_never_larger():
    assert fitting("张三", 30, 1000) == 30
    assert width(LONG.unit, fitting(LONG.unit, 14, 300)) == pytest.approx(300)


def test_a_code_is_told_apart_by_its_signature_and_read_as_it_was_meant():
    assert len({code_of(bytes([number])) for number in range(100)}) == 100
    assert grouped(CODE) == "ABCD-EFGH-2345"
    assert typed(" abcd-efgh 2345") == CODE
    assert typed("OIL") == "011"


def test_letters_have_one_spelling():
    assert from_letters(to_letters(b"\xff\x00x")) == b"\xff\x00x"
    with pytest.raises(ValueError):
        from_letters("_x")
