"""A bulletin as .docx, which offices go on editing: sections, grid and typefaces as GB/T 9704-2012 lays them down."""

from io import BytesIO
from typing import Any

import docx
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Emu, Mm, Pt, RGBColor

from core.reports.official import AREA, LEFT, LINES, PAGE, SIGNS, TOP, Document

THREE, TWO, SMALL = Pt(16), Pt(22), Pt(12)
"""Sizes of type: 3 号, 2 号, 小 4 号."""
HEAD_SIZE = Pt(42)
RED = RGBColor(0xFF, 0, 0)
SONG, FANG, HEI = "方正小标宋简体", "仿宋_GB2312", "黑体"
PITCH = Emu(Mm(AREA[1]) // LINES)
TWIP = 635
"""EMU of a twentieth of a point, in which Word's grid is told."""
GRID = 4096
"""Parts of a point, in which the space between characters is told."""


def docx_of(document: Document) -> bytes:
    """Return the file."""
    file = docx.Document()
    _page(file)
    _style(file)
    _head(file, document)
    _body(file, document)
    _attached(file, document)
    _numbers(file)
    stream = BytesIO()
    file.core_properties.title, file.core_properties.author = document.title, document.signed
    file.save(stream)
    return stream.getvalue()


def _page(file: Any) -> None:
    section = file.sections[0]
    section.page_width, section.page_height = Mm(PAGE[0]), Mm(PAGE[1])
    section.top_margin, section.left_margin = Mm(TOP), Mm(LEFT)
    section.bottom_margin = Mm(PAGE[1] - TOP - AREA[1])
    section.right_margin = Mm(PAGE[0] - LEFT - AREA[0])
    section.footer_distance = Mm(PAGE[1] - TOP - AREA[1] - 7 - 5)
    grid = section._sectPr.find(qn("w:docGrid"))  # noqa: SLF001 (the library has no word for the grid)
    if grid is None:
        grid = OxmlElement("w:docGrid")
        section._sectPr.append(grid)  # noqa: SLF001
    grid.set(qn("w:type"), "linesAndChars")
    grid.set(qn("w:linePitch"), str(round(PITCH / TWIP)))
    grid.set(qn("w:charSpace"), str(round((Mm(AREA[0]) / SIGNS - THREE) / Pt(1) * GRID)))


def _style(file: Any) -> None:
    normal = file.styles["Normal"]
    normal.font.size = THREE
    _typeface(normal, FANG)
    form = normal.paragraph_format
    form.space_before = form.space_after = Pt(0)
    form.line_spacing_rule, form.line_spacing = WD_LINE_SPACING.EXACTLY, PITCH


def _typeface(holder: Any, name: str) -> None:
    holder.font.name = name
    holder._element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), name)  # noqa: SLF001


def _line(file: Any, text: str, size: Any = THREE, typeface: str = FANG, align: Any = None) -> Any:
    paragraph = file.add_paragraph()
    run = paragraph.add_run(text)
    run.font.size = size
    _typeface(run, typeface)
    paragraph.alignment = align
    return paragraph


def _head(file: Any, document: Document) -> None:
    centre = WD_ALIGN_PARAGRAPH.CENTER
    head = _line(file, document.head, _fitting(document.head), SONG, centre)
    head.runs[0].font.color.rgb = RED
    head.paragraph_format.line_spacing_rule = WD_LINE_SPACING.SINGLE
    head.paragraph_format.space_before = Mm(20)
    _line(file, "")
    number = _line(file, document.number, align=centre)
    _red_line(number)
    _line(file, "")
    for part in (document.title,):
        title = _line(file, part, TWO, SONG, centre)
        title.paragraph_format.line_spacing = Pt(34)
    _line(file, "")


def _fitting(text: str) -> Any:
    return min(HEAD_SIZE, int(Mm(AREA[0]) / max(len(text), 1)))


def _red_line(paragraph: Any) -> None:
    borders, bottom = OxmlElement("w:pBdr"), OxmlElement("w:bottom")
    for name, value in (("val", "single"), ("sz", "12"), ("space", "8"), ("color", "FF0000")):
        bottom.set(qn(f"w:{name}"), value)
    borders.append(bottom)
    paragraph._p.get_or_add_pPr().append(borders)  # noqa: SLF001


def _body(file: Any, document: Document) -> None:
    if document.to:
        _line(file, document.to)
    for one in document.text:
        paragraph = _line(file, one.text, typeface=HEI if one.style == "heading" else FANG)
        paragraph.paragraph_format.first_line_indent = Mm(AREA[0]) // SIGNS * 2
        paragraph.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
    _line(file, "")
    for text in (document.signed, document.day):
        signed = _line(file, text, align=WD_ALIGN_PARAGRAPH.RIGHT)
        signed.paragraph_format.right_indent = Mm(AREA[0]) // SIGNS * 4


def _attached(file: Any, document: Document) -> None:
    if not document.rows:
        return
    caption = _line(file, document.caption, typeface=HEI)
    caption.paragraph_format.page_break_before = True
    table = file.add_table(rows=1, cols=len(document.columns), style="Table Grid")
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    _repeat(table.rows[0])
    for number, cells in enumerate((document.columns, *document.rows)):
        row = table.rows[0] if number == 0 else table.add_row()
        for column, text in enumerate(cells):
            _cell(row.cells[column], text, bold=number == 0)


def _cell(cell: Any, text: str, *, bold: bool) -> None:
    paragraph = cell.paragraphs[0]
    run = paragraph.add_run(text)
    run.font.size, run.bold = SMALL, bold
    _typeface(run, FANG)
    paragraph.paragraph_format.line_spacing = Pt(20)


def _repeat(row: Any) -> None:
    mark = OxmlElement("w:tblHeader")
    mark.set(qn("w:val"), "true")
    row._tr.get_or_add_trPr().append(mark)  # noqa: SLF001


def _numbers(file: Any) -> None:
    """The number of the page between dashes."""
    paragraph = file.sections[0].footer.paragraphs[0]
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    for kind, text in (("", "— "), ("PAGE", ""), ("", " —")):
        run = paragraph.add_run(text)
        run.font.size = Pt(14)
        _typeface(run, "宋体")
        if kind:
            field = OxmlElement("w:fldSimple")
            field.set(qn("w:instr"), kind)
            run._r.addprevious(field)  # noqa: SLF001
