"""The summary of one unit: a page with its figures and the places where it is signed and stamped."""

from core.decisions.rounding import half_up
from core.reports.pdf_file import LINE, SIGN, SMALL, TITLE, Paper, paragraph, table
from core.reports.sheets import COUNTED, RATES, moment_of, notes_of
from core.reports.units import UnitReport
from core.web.language import Reader


def summary_of(report: UnitReport) -> bytes:
    """Return the page, in Chinese as every official paper."""
    read = Reader("zh", report.sight.site.words, report.sight.site.zone)
    unit = report.name or report.sight.site.name
    title = f"{report.sight.year}年度学法考试情况汇总表"
    paper = Paper(title, unit)
    paper.line(title, size=TITLE, align="centre")
    paper.skip(0.5)
    paper.line(f"单位：{unit}（{moment_of(report, read)}）")
    table(paper, ["项目", "人数或比率", "计算"], _rows(report, read))
    paper.skip(0.5)
    for note in notes_of(report, read):
        paragraph(paper, note, SMALL)
    _signatures(paper)
    return paper.content()


def _rows(report: UnitReport, read: Reader) -> list[list[str]]:
    total = report.total
    counts = [[read.text(text), str(getattr(total.figures, name)), ""] for name, text in COUNTED.items()]
    rates = [
        [
            read.text(RATES[name]) if name in RATES else read.word(name),
            "—" if one.percent is None else f"{half_up(one.percent, 2)}%",
            f"{one.above}／{one.below}",
        ]
        for name, one in total.shares.items()
    ]
    return [["在册", str(total.figures.enrolled), ""], *counts, *rates]


def _signatures(paper: Paper) -> None:
    paper.room(4 * LINE)
    paper.skip()
    paper.line("填表人（签字）：")
    paper.line("单位负责人（签字）：")
    paper.line("（单位盖章）", 16 * SIGN)
    paper.line("年　　月　　日", 16 * SIGN)
