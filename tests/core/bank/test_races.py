"""Two editors at the same instant, each with a connection of their own: one is served, the other is told."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Barrier

import pytest
from flask import Flask

from core.bank import review
from core.bank.review import add_question, change_question
from core.errors import BadInput, Refused
from tests import databases
from tests.core.bank.world import SINGLE, added, desk, go_live, now_of, row_of
from tests.sites import fill_the_provinces, make_app


@pytest.fixture
def busy(own_database, registry) -> Iterator[Flask]:
    """The application on a database of the test's own."""
    with databases.committing(make_app(own_database, registry)) as app:
        fill_the_provinces(app)
        yield app


def at_once(app, act):
    """Let both editors of the east do something at the same instant; gives what became of each."""
    start = Barrier(2)

    def attempt(account):
        with desk(app, account) as (editor, shelves):
            start.wait()
            try:
                act(editor, shelves)
            except (Refused, BadInput) as error:
                return error.code
            return "done"

    with ThreadPoolExecutor(2) as pool:
        return sorted(pool.map(attempt, ("editor", "editor2")))


def test_of_two_who_reword_a_draft_one_is_told(busy):
    seen = added(busy)
    found = at_once(
        busy,
        lambda editor, shelves: change_question(
            editor, replace(SINGLE, stem=editor.actor.name), seen, shelves
        ),
    )
    assert found == ["changed_meanwhile", "done"]
    assert row_of(busy, "s1").edits == seen.edits + 1


def test_of_two_who_write_the_next_version_one_is_told(busy):
    seen = go_live(busy, added(busy))
    found = at_once(
        busy,
        lambda editor, shelves: change_question(
            editor, replace(SINGLE, stem=editor.actor.name), seen, shelves
        ),
    )
    assert found == ["changed_meanwhile", "done"]
    assert row_of(busy, "s1", 2).state == "draft"


def test_of_two_who_add_the_same_code_one_is_told(busy):
    assert at_once(busy, lambda editor, shelves: add_question(editor, SINGLE, shelves)) == [
        "bad_input",
        "done",
    ]


def test_of_one_who_rewords_and_one_who_retires_one_is_told(busy):
    seen = added(busy)

    def act(editor, shelves):
        if editor.actor.name == "编一":
            change_question(editor, replace(SINGLE, stem="改写"), seen, shelves)
        else:
            review.retire(editor, seen, "不用")

    assert at_once(busy, act) == ["changed_meanwhile", "done"]
    assert now_of(busy, "s1").edits == seen.edits + 1
