"""Near duplicates: measured on fifty labelled pairs, and quick enough for a bank of five thousand."""

from dataclasses import replace
from pathlib import Path

import pytest
import yaml

from core.bank.likeness import ALIKE, Index, features_of, likeness, plain
from core.courses.service import NewQuestion

PAIRS = yaml.safe_load((Path(__file__).parent / "pairs.yaml").read_text(encoding="utf-8"))


REWORDINGS = yaml.safe_load((Path(__file__).parent / "rewordings.yaml").read_text(encoding="utf-8"))
TENANTS = Path(__file__).parents[3] / "tenants"
BANKS = sorted(TENANTS.rglob("demo/questions.yaml"))


def bank_of(path):
    """The questions of a demo by code."""
    found = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)["questions"]
    return {raw["code"]: demo_question(raw, raw["stem"], raw.get("options") or []) for raw in found}


def demo_question(raw, stem, options):
    right = {str(raw["options"][index]) for index in raw["answer"]} if options else set()
    key = {i for i, option in enumerate(options) if str(option) in right} or {0 if raw["answer"][0] else 1}
    return NewQuestion(
        year=2024,
        code=raw["code"],
        type=raw["type"],
        stem=stem,
        options=tuple(str(o) for o in options),
        key=frozenset(key),
    )


def question(raw, code="q"):
    stem, options, answer = str(raw[0]), tuple(str(one) for one in raw[1]), str(raw[2])
    if options:
        key, kind = (
            frozenset("ABCDEFGH".index(letter) for letter in answer),
            "single" if len(answer) == 1 else "multiple",
        )
        return NewQuestion(year=2024, code=code, type=kind, stem=stem, options=options, key=key)
    if answer in {"T", "F"}:
        return NewQuestion(
            year=2024, code=code, type="true_false", stem=stem, key=frozenset({"TF".index(answer)})
        )
    return NewQuestion(year=2024, code=code, type="fill_in", stem=stem, accepted=(answer,))


def alike(pair):
    return likeness(*(features_of(question(raw)) for raw in pair))


def test_there_are_fifty_pairs():
    assert (len(PAIRS["same"]), len(PAIRS["other"])) == (25, 25)


def test_nine_in_ten_duplicates_are_found_and_four_in_five_warnings_are_right():
    found = [pair for pair in PAIRS["same"] if alike(pair) >= ALIKE]
    wrong = [pair for pair in PAIRS["other"] if alike(pair) >= ALIKE]
    assert len(found) / len(PAIRS["same"]) >= 0.9
    assert len(found) / (len(found) + len(wrong)) >= 0.8


@pytest.mark.parametrize("pair", PAIRS["same"] + PAIRS["other"])
def test_it_does_not_matter_which_of_the_two_came_first(pair):
    one, other = (features_of(question(raw)) for raw in pair)
    assert (likeness(one, other) >= ALIKE) is (likeness(other, one) >= ALIKE)


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("第二十条", "第20条"),
        ("第一百零三条", "第103条"),
        ("二〇二四年", "2024年"),
        ("十五日", "15日"),
        ("（甲）Ａ", "甲a"),
        ("", ""),
    ],
)
def test_numbers_and_signs_are_read_alike(text, read):
    assert plain(text) == read


def test_a_question_is_no_duplicate_of_itself_but_of_its_copy():
    one, copy = (question(PAIRS["same"][0][0], code) for code in ("a", "b"))
    index = Index([("a", features_of(one)), ("b", features_of(copy))])
    assert [twin.code for twin in index.twins("a", features_of(one))] == ["b"]
    assert index.twins("a", features_of(one))[0].likeness == pytest.approx(1)


def test_the_index_finds_what_comparing_with_all_finds():
    bank = [
        (f"{kind}{number}{side}", features_of(question(raw)))
        for kind in ("same", "other")
        for number, pair in enumerate(PAIRS[kind])
        for side, raw in zip("ab", pair, strict=True)
    ]
    index = Index(bank)
    for code, features in bank:
        by_all = {other for other, its in bank if other != code and likeness(features, its) >= ALIKE}
        assert {twin.code for twin in index.twins(code, features)} == by_all


def test_a_reworded_question_is_found_among_five_thousand_with_few_comparisons(monkeypatch):
    from core.bank import likeness as module

    raw = PAIRS["same"][0]
    bank = [
        (
            f"q{n}",
            features_of(question([f"第{n}号案件中当事人{chr(0x4E00 + n)}主张的期限是", ["甲", "乙"], "A"])),
        )
        for n in range(5000)
    ]
    index = Index([*bank, ("twin", features_of(question(raw[1])))])
    compared = []
    measure = module.likeness
    monkeypatch.setattr(module, "likeness", lambda *pair: compared.append(1) or measure(*pair))
    assert [twin.code for twin in index.twins("new", features_of(question(raw[0])))] == ["twin"]
    assert len(compared) < 100


@pytest.mark.parametrize("place", REWORDINGS)
def test_other_wordings_of_real_questions_are_found_and_nothing_beside_them(place):
    bank = bank_of(TENANTS / place / "demo" / "questions.yaml")
    index = Index((code, features_of(one)) for code, one in bank.items())
    for code, stem in REWORDINGS[place].items():
        one = bank[code]
        turned = replace(
            one,
            stem=stem,
            options=one.options[::-1],
            key=frozenset(len(one.options) - 1 - index for index in one.key) if one.options else one.key,
        )
        assert [twin.code for twin in index.twins("new", features_of(turned))] == [code]


@pytest.mark.parametrize("path", BANKS, ids=lambda path: path.parts[-3])
def test_no_two_questions_of_a_whole_bank_that_ask_different_things_are_taken_for_the_same(path):
    bank = {code: features_of(one) for code, one in bank_of(path).items()}
    index = Index(bank.items())
    assert [(code, twin.code) for code, its in bank.items() for twin in index.twins(code, its)] == []
