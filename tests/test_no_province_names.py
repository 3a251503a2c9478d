"""``core/`` and ``plugins/`` name no province: whatever is one place's own stands in that place's folder."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
NAMES = """\
北京 天津 上海 重庆 河北 山西 辽宁 吉林 黑龙江 江苏 浙江 安徽 福建 江西 山东 河南 湖北 湖南 广东 海南 四川 贵州 云南 陕西 甘肃
青海 台湾 内蒙古 广西 西藏 宁夏 新疆 香港 澳门 武威 民勤 汨罗 玉溪
Beijing Tianjin Shanghai Chongqing Hebei Shanxi Liaoning Jilin Heilongjiang Jiangsu Zhejiang Anhui Fujian Jiangxi Shandong
Henan Hubei Hunan Guangdong Hainan Sichuan Guizhou Yunnan Shaanxi Gansu Qinghai Taiwan Guangxi Ningxia Xinjiang Tibet
Wuwei Minqin Miluo Yuxi
"""
NAMED = re.compile("|".join(re.findall(r"\S+", NAMES)), re.IGNORECASE)
ZONE = "Asia/Shanghai"
"""The name of China's time zone is no province's."""
READ = {".py", ".po", ".html", ".css", ".js", ".yaml", ".svg", ".json"}


def files(package: str) -> list[Path]:
    return [path for path in sorted((ROOT / package).rglob("*")) if path.suffix in READ]


def named_in(text: str) -> list[str]:
    return NAMED.findall(text.replace(ZONE, ""))


@pytest.mark.parametrize("package", ["core", "plugins"])
def test_no_file_names_a_province(package):
    found = {
        str(path.relative_to(ROOT)): names
        for path in files(package)
        if "vendor" not in path.parts and (names := named_in(path.read_text(encoding="utf-8")))
    }
    assert len(files(package)) > 20
    assert found == {}


@pytest.mark.parametrize("package", ["core", "plugins"])
def test_no_file_or_folder_is_called_after_a_province(package):
    assert [path for path in (ROOT / package).rglob("*") if named_in(path.name)] == []


def test_a_name_would_be_found():
    assert named_in("rules of hunan, 云南 and Asia/Shanghai") == ["hunan", "云南"]
