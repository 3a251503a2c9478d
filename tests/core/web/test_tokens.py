"""The colours of the shared look are readable: WCAG 2.2 AA, 4.5 to 1 for text and 3 to 1 for edges of controls."""

import re
from pathlib import Path

import pytest

SHEET = Path(__file__).parents[3] / "core" / "web" / "static" / "css" / "xuefa.css"
TOKENS = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{3,6});", SHEET.read_text(encoding="utf-8")))
SURFACES = ("page", "paper", "sunk")


def channel(value: int) -> float:
    share = value / 255
    return share / 12.92 if share <= 0.04045 else float(((share + 0.055) / 1.055) ** 2.4)


def luminance(colour: str) -> float:
    plain = colour.removeprefix("#")
    full = "".join(sign * 2 for sign in plain) if len(plain) == 3 else plain
    red, green, blue = (channel(int(full[at : at + 2], 16)) for at in (0, 2, 4))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("surface", SURFACES)
@pytest.mark.parametrize("text", ["ink", "ink-2", "ink-3", "brand"])
def test_text_is_readable_on_every_surface(text: str, surface: str) -> None:
    assert contrast(TOKENS[text], TOKENS[surface]) >= 4.5


@pytest.mark.parametrize("tone", ["good", "warn", "bad", "calm"])
def test_a_tone_is_readable_on_its_tint_and_on_paper(tone: str) -> None:
    assert contrast(TOKENS[tone], TOKENS[f"{tone}-tint"]) >= 4.5
    assert contrast(TOKENS[tone], TOKENS["paper"]) >= 4.5


@pytest.mark.parametrize("surface", SURFACES)
def test_the_edge_of_a_control_stands_out(surface: str) -> None:
    assert contrast(TOKENS["line-strong"], TOKENS[surface]) >= 3


def test_words_on_the_brand_are_readable() -> None:
    assert contrast(TOKENS["brand-ink"], TOKENS["brand"]) >= 4.5
