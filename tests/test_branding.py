"""A tenant's colour must be readable as text on white, and its mark must be a drawing of our own without outside parts."""

import re
from pathlib import Path

import pytest

TENANTS = Path(__file__).parents[1] / "tenants"
THEMES = sorted(TENANTS.rglob("branding/theme.css"))
LOGOS = sorted(TENANTS.rglob("branding/logo.svg"))


def _light(channel: int) -> float:
    part = channel / 255
    return part / 12.92 if part <= 0.03928 else float(((part + 0.055) / 1.055) ** 2.4)


def contrast_on_white(colour: str) -> float:
    red, green, blue = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    luminance = 0.2126 * _light(red) + 0.7152 * _light(green) + 0.0722 * _light(blue)
    return 1.05 / (luminance + 0.05)


def test_the_measure_of_contrast_agrees_with_known_pairs():
    assert round(contrast_on_white("#000000")) == 21
    assert round(contrast_on_white("#767676"), 2) == 4.54


@pytest.mark.parametrize("theme", THEMES, ids=lambda path: path.parents[1].name)
def test_the_brand_colour_reaches_the_contrast_of_text(theme):
    colour = re.search(r"--brand:\s*(#[0-9a-f]{6});", theme.read_text())
    assert colour is not None
    assert contrast_on_white(colour[1]) >= 4.5


@pytest.mark.parametrize("logo", LOGOS, ids=lambda path: path.parents[1].name)
def test_a_mark_is_small_and_loads_nothing(logo):
    drawing = logo.read_text()
    assert len(drawing) < 4096
    assert not re.search(r"href|<script|url\(|<image|on\w+=", drawing)


def test_every_site_has_its_own_colour_and_mark():
    assert len({path.read_text() for path in THEMES}) == len(THEMES) == 5
    assert len({path.read_text() for path in LOGOS}) == len(LOGOS) == 5
