"""What a place's ``demo`` folder holds: courses, questions, units and the plan of its invented people."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

import yaml

from core.accounts.service import NewUnit
from core.courses.service import FALSE, TRUE, NewCourse, NewLesson, NewQuestion, Work
from core.courses.words import LIBRARY
from core.decisions.values import Cite
from core.decisions.year import YearRules

Document = dict[str, Any]


@dataclass(frozen=True, slots=True)
class LessonFile:
    """A file of the demo folder and the lesson that shows it."""

    course: str
    lesson: str
    path: Path
    title: str


@dataclass(frozen=True)
class Content:
    """A demo folder of a place: files are read when they are asked for."""

    folder: Path
    area: str
    year: int

    @cached_property
    def plan(self) -> Document:
        """Who is invented, in which states, and who signs in for which journey."""
        return self._read("plan")

    @cached_property
    def names(self) -> tuple[list[str], list[str]]:
        """Surnames and given names to draw from."""
        document = self._read("units")
        return document["surnames"], document["given"]

    def units(self) -> list[NewUnit]:
        """Return the place's units, parents first; codes begin with the area so that places of a tenant differ."""
        found = [self._unit(number, raw) for number, raw in enumerate(self._read("units")["units"])]
        return sorted(found, key=lambda unit: (len(unit.parent or "") > 0, int(unit.code.rsplit("u", 1)[1])))

    def courses(self, rules: YearRules) -> Iterator[NewCourse]:
        """Yield the courses with their lessons, cited as their file says."""
        document = next(iter(rules.documents.values())).number
        for position, raw in enumerate(self._read("courses")["courses"]):
            yield NewCourse(
                year=self.year,
                code=self.code(raw["code"]),
                title=raw["title"],
                lessons=tuple(_lesson(lesson) for lesson in raw["lessons"]),
                area=self.area,
                category=raw["category"],
                bucket=raw["bucket"],
                tiers=tuple(raw.get("tiers") or ()),
                released=_day(raw.get("released")),
                cite=Cite(
                    document=document if "cite" in raw else "",
                    article=str(raw.get("cite", "")),
                    assumed=raw.get("assumed", ""),
                ),
                position=position,
            )

    def files(self) -> Iterator[LessonFile]:
        """Yield the files of lessons; a place need not have any."""
        if not (self.folder / "files.yaml").is_file():
            return
        for raw in self._read("files")["files"]:
            path = self.folder / "files" / raw["file"]
            yield LessonFile(self.code(raw["course"]), raw["lesson"], path, raw["title"])

    def library(self) -> Iterator[NewCourse]:
        """Yield the collections of the library; none where the folder holds no such file."""
        if not (self.folder / "library.yaml").is_file():
            return
        for position, raw in enumerate(self._read("library")["collections"]):
            yield NewCourse(
                year=LIBRARY,
                code=self.code(raw["code"]),
                title=raw["title"],
                lessons=tuple(_lesson(entry) for entry in raw["entries"]),
                area=self.area,
                position=position,
            )

    def front(self) -> Document:
        """Return what the place announces and how it is reached; nothing where the folder holds no such file."""
        return self._read("front") if (self.folder / "front.yaml").is_file() else {}

    def questions(self) -> Iterator[NewQuestion]:
        """Yield the questions of the bank."""
        for raw in self._read("questions")["questions"]:
            yield NewQuestion(
                year=self.year,
                code=self.code(raw["code"]),
                type=raw["type"],
                stem=raw["stem"],
                options=tuple(str(option) for option in raw.get("options") or ()),
                key=_key(raw),
                area=self.area,
                course=self.code(raw["course"]),
                lesson=raw["lesson"],
                work=_work(raw["work"]),
                difficulty=raw["difficulty"],
                explain=raw.get("explain", ""),
            )

    def _unit(self, number: int, raw: Document) -> NewUnit:
        home = raw["area"]
        below = self.plan.get("regions", {}).get(home)
        return NewUnit(
            code=self.code(raw["code"]),
            name=raw["name"],
            parent=self.code(raw["parent"]) if raw["parent"] else None,
            level=raw["level"],
            kind=raw["kind"],
            area=self.area if below is None else below,
            region=home,
            sector=raw.get("sector", ""),
            provincial_direct=bool(raw.get("provincial_direct")),
            duty=bool(raw.get("duty")),
            number_range=self.plan["number_range"].format(unit=number) if "number_range" in self.plan else "",
        )

    def code(self, code: str) -> str:
        return f"{self.area.replace('/', '-')}-{code}" if self.area else code

    def _read(self, name: str) -> Document:
        document: Document = yaml.load(
            (self.folder / f"{name}.yaml").read_text(encoding="utf-8"), Loader=yaml.CSafeLoader
        )
        return document


def _lesson(raw: Document) -> NewLesson:
    return NewLesson(code=raw["code"], title=raw["title"], text=raw["text"], work=_work(raw["work"]))


def _work(raw: Document) -> Work:
    return Work(title=raw["title"], article=str(raw.get("article", "")), chapter=str(raw.get("chapter", "")))


def _key(raw: Document) -> frozenset[int]:
    if raw["type"] == "true_false":
        return frozenset({TRUE if raw["answer"][0] else FALSE})
    return frozenset(raw["answer"])


def _day(raw: object) -> date | None:
    return raw if isinstance(raw, date) else None
