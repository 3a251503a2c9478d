"""An office that drafts rules through its pages."""

import re

from flask import Flask
from werkzeug.test import TestResponse

from tests.sites import Browser

CASES = """\
year: 2024
source: 三
cases:
  - name: 学满十个学分、考过六十分即合格
    given:
      study: 10
      attempts: {mark: 60, exam: yearly}
    expect: {verdict: passed}
"""
LIST = "/admin/rules/drafts"


class Office(Browser):
    """Somebody of an office at their desk."""

    def __init__(self, app: Flask, host: str, account: str) -> None:
        super().__init__(app, host)
        self.sign_in_administrator(account)

    def begins(self, **asked: str) -> str:
        answer = self.post(LIST, {"kind": "year", "move": "yes", **asked})
        assert answer.status_code == 302, answer.text
        return answer.location

    def version(self, address: str) -> str:
        found = re.search(r"<dt>版本</dt><dd>(\d+)</dd>", self.get(address).text)
        assert found
        return found[1]

    def text(self, address: str, what: str = "") -> str:
        return self.get(f"{address}/file?what={what}").text

    def saves(self, address: str, content: str, version: str = "") -> TestResponse:
        sent = {"content": content, "version": version or self.version(address)}
        return self.post(f"{address}/text", sent)

    def saves_cases(self, address: str, cases: str) -> TestResponse:
        return self.post(f"{address}/cases", {"cases": cases, "version": self.version(address)})

    def fills_in(self, address: str, at: str, **values: str) -> TestResponse:
        """Send the form of one place; fields are named as in the file."""
        named = {f"v-{key}": value for key, value in values.items() if key not in {"part", *SOURCE}}
        kept = {key: values[key] for key in values if key in {"part", *SOURCE}}
        return self.post(
            f"{address}/form",
            {"at": at, "version": self.version(address), "source": "above", **named, **kept},
        )

    def steps(self, address: str, act: str, **sent: str) -> TestResponse:
        return self.post(f"{address}/step/{act}", sent)


SOURCE = ("source", "document", "article", "assumed")
