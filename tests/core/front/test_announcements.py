"""Announcements: read from their first day to their last, on their own site and those below, written by one editor at a time."""

from datetime import timedelta

import pytest

from core.errors import BadInput, NotFound, Refused
from core.front import announcements as news
from core.front.models import Announcement
from core.tenancy.clock import set_clock
from tests.core.front.world import announced, form, office, titles
from tests.sites import TODAY, Browser, scope_of_site

DAY = timedelta(days=1)
TOMORROW = (TODAY + DAY).date().isoformat()


def shown(app, host="east"):
    with scope_of_site(app, host) as site:
        return titles(site)


def test_visitors_read_what_is_published_pinned_first_then_the_newest(site_app):
    announced(site_app, title="草稿", publish=False)
    announced(site_app, title="旧的", first_day=(TODAY - DAY).date().isoformat())
    announced(site_app, title="新的")
    announced(site_app, title="要紧的", first_day=(TODAY - 9 * DAY).date().isoformat(), pinned="yes")
    assert shown(site_app) == ["要紧的", "新的", "旧的"]


def test_it_stands_from_its_first_day_to_its_last(site_app):
    announced(site_app, first_day=TOMORROW, last_day=TOMORROW)
    found = []
    for days in (0, 1, 2):
        with scope_of_site(site_app, "east"):
            set_clock(TODAY + days * DAY)
        found.append(len(shown(site_app)))
    assert found == [0, 1, 0]


def test_sites_below_show_what_is_meant_for_them_and_other_provinces_nothing(site_app):
    announced(site_app, title="全省", below="yes")
    announced(site_app, title="仅省级")
    announced(site_app, title="海湾", area="bay")
    assert set(shown(site_app)) == {"全省", "仅省级"}
    assert set(shown(site_app, "bay")) == {"全省", "海湾"}
    assert shown(site_app, "west") == []


def test_a_withdrawn_one_is_gone_and_can_come_back_and_only_then_be_deleted(site_app):
    row = announced(site_app)
    with office(site_app) as by:
        with pytest.raises(Refused):
            news.delete(by, row.id)
        news.withdraw(by, row.id)
    assert shown(site_app) == []
    with office(site_app) as by:
        with pytest.raises(Refused):
            news.withdraw(by, row.id)
        news.publish(by, row.id)
    assert len(shown(site_app)) == 1
    with office(site_app) as by:
        news.withdraw(by, row.id)
        news.delete(by, row.id)
        with pytest.raises(NotFound):
            news.own(by, row.id)


def test_the_second_of_two_editors_is_told_and_nothing_is_lost(site_app):
    row = announced(site_app)
    with office(site_app) as by:
        news.change(by, row.id, news.Written.of(form(title="甲"), TODAY.date()), {"edits": str(row.edits)})
        with pytest.raises(Refused, match="meanwhile"):
            news.change(
                by, row.id, news.Written.of(form(title="乙"), TODAY.date()), {"edits": str(row.edits)}
            )
    assert shown(site_app) == ["甲"]


@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        ({"title": " "}, "title"),
        ({"text": "<p> </p>", "text_format": "html"}, "text"),
        ({"text": "长" * (news.LONGEST + 1)}, "text"),
        ({"first_day": "明天"}, "first_day"),
        ({"last_day": "2024-06-01"}, "last_day"),
    ],
)
def test_each_wrong_field_is_named(wrong, named):
    with pytest.raises(BadInput) as fault:
        news.Written.of(form(**wrong), TODAY.date())
    assert set(fault.value.facts["fields"]) == {named}


def test_another_area_s_announcement_is_not_found_at_the_desk(site_app):
    row = announced(site_app, area="bay")
    with office(site_app) as by, pytest.raises(NotFound):
        news.own(by, row.id)


def test_an_office_writes_publishes_and_everybody_reads(site_app, signed_in):
    desk = signed_in("office", admin=True)
    sent = form(
        text="<p>请看<script>alert(1)</script>这里</p>",
        text_format="html",
        title_en="Notice",
        text_en="Please *come*.",
    )
    draft = desk.post("/admin/public-pages/announcements", sent).headers["Location"]
    assert "草稿" in desk.get(draft).text
    stranger = Browser(site_app, "east")
    assert "关于年度学法的通知" not in stranger.get("/sign-in").text
    assert desk.post(f"{draft}/publish").status_code == 302
    assert "关于年度学法的通知" in stranger.get("/sign-in").text
    address = draft.removeprefix("/admin/public-pages")
    page = stranger.get(address).text
    assert "请看这里" in page
    assert "alert(1)" not in page
    assert "<em>come</em>" in stranger.get(f"{address}?lang=en").text
    assert Browser(site_app, "west").get(address).status_code == 404


def test_a_form_that_is_wrong_keeps_what_was_typed(site_app, signed_in):
    answer = signed_in("office", admin=True).post(
        "/admin/public-pages/announcements", form(title="", text="写了很久")
    )
    assert answer.status_code == 400
    assert "写了很久" in answer.text
    assert "请填写此项" in answer.text


def test_the_list_is_searched_and_paged(site_app):
    with scope_of_site(site_app, "east") as site:
        from core.db import db, now

        for number in range(1, 24):
            db.session.add(
                Announcement(
                    area="", state="published", title=f"第{number}号", title_en="", text="正文", format="markdown", text_en="",
                    pinned=False, below=False, first_day=TODAY.date(), last_day=None, changed_at=now(), changed_by_name="甲",
                )
            )  # fmt: skip
        db.session.commit()
        assert news.listed(site, news.Query(page=2)).total == 23
        assert len(news.listed(site, news.Query(page=2)).rows) == 3
        assert [row.title for row in news.listed(site, news.Query(search="第2号")).rows] == ["第2号"]
