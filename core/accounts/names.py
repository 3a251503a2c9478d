"""How a name is spelt in pinyin, for sign-in and search: surnames that read otherwise than the same character elsewhere."""

from functools import lru_cache

SURNAMES = {
    "单": "shan",
    "曾": "zeng",
    "解": "xie",
    "仇": "qiu",
    "查": "zha",
    "朴": "piao",
    "任": "ren",
    "华": "hua",
    "区": "ou",
    "乐": "yue",
    "盖": "ge",
    "覃": "qin",
    "缪": "miao",
    "召": "shao",
    "冼": "xian",
    "种": "chong",
    "翟": "zhai",
    "折": "she",
    "员": "yun",
    "繁": "po",
    "黑": "he",
    "秘": "bi",
    "洗": "xian",
    "尉迟": "yuchi",
    "万俟": "moqi",
    "长孙": "zhangsun",
    "澹台": "tantai",
    "令狐": "linghu",
    "单于": "chanyu",
}
ID_LENGTH = 18
"""Signs of a resident ID number."""


@lru_cache(maxsize=4096)
def pinyin_of(name: str) -> str:
    """Return a name's pinyin in small letters without tones or spaces: 曾小华 is "zengxiaohua"."""
    from pypinyin import lazy_pinyin  # noqa: PLC0415 (its dictionary takes long to load, and few processes spell names)

    surname = next((known for known in (name[:2], name[:1]) if known in SURNAMES), "")
    rest = lazy_pinyin(name[len(surname) :])
    spelt = SURNAMES.get(surname, "") + "".join(rest)
    return "".join(sign for sign in spelt.lower() if sign.isalpha() and sign.isascii())


def masked(account: str) -> str:
    """Return an account number as a list shows it: of a resident ID number only its ends, the page of its learner has all."""
    return f"{account[:6]}…{account[-4:]}" if len(account) == ID_LENGTH else account
