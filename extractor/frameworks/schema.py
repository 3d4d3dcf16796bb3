"""What a data file may say: reads one file's table into a ``Framework``, naming every fault.

A file's top level holds the keys of ``TOP``. Within [recognise], [fields], [judgements], [body]
and [recommendations] any array is one of patterns and any scalar an option. [areas], [grades],
[types], [lists] and [checks] hold one table for each id.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from extractor.errors import FrameworkDataError
from extractor.frameworks.model import (
    Area,
    Check,
    Framework,
    Grade,
    InspectionType,
    ListRule,
    Option,
    Patterns,
)
from extractor.frameworks.patterns import Pattern, expand, literal

TOP = {
    "extends", "drop", "abstract", "id", "version", "title", "type", "starts", "ends", "short_days",
    "rank", "fragments", "recognise", "types", "areas", "grades", "fields", "judgements",
    "body", "recommendations", "lists", "checks",
}  # fmt: skip

LIST_PATTERNS = {
    "headings", "sub_headings", "lead_ins", "ends", "empty", "not_items",
}  # fmt: skip
LIST_OPTIONS = {"kind", "addressee", "area", "table", "themes"}
KINDS = ("improvement", "priority")


class Reader:
    """Reads one file's table; every complaint names the file and the key."""

    def __init__(self, stem: str, table: dict[str, Any], common: dict[str, str]) -> None:
        self.stem, self.table = stem, table
        self.options: dict[str, Option] = {}
        self.grades: tuple[Grade, ...] = ()
        self.fragments = self._fragments({**common, **table.get("fragments", {})})

    def framework(self) -> Framework:
        table = self.table
        if unknown := set(table) - TOP:
            raise self.fault(min(unknown), "is no known key", f"use one of {sorted(TOP)}")
        self.grades = tuple(self.grade(*item) for item in self.rows("grades"))
        wordings = [pattern for grade in self.grades for pattern in grade.wordings]
        # longest first: "requires improvement to be good" before "good"
        wordings.sort(key=lambda pattern: -len(pattern.source))
        self.fragments["grade"] = "|".join(p.source for p in wordings) or r"(?!)"
        areas = tuple(self.area(*item) for item in self.rows("areas"))
        known = {area.id for area in areas}
        return Framework(
            stem=self.stem,
            id=self.string("id"),
            version=self.optional("version"),
            title=self.string("title"),
            type=self.optional("type"),
            starts=self.day("starts"),
            ends=self.day("ends"),
            short_days=self.count("short_days"),
            rank=self.count("rank") or 0,
            recognise=self.mapping("recognise"),
            types=tuple(self.type(*item) for item in self.rows("types")),
            areas=areas,
            grades=self.grades,
            fields=self.mapping("fields"),
            judgements=self.mapping("judgements"),
            body=self.mapping("body"),
            recommendations=self.mapping("recommendations"),
            lists=tuple(self.list(*item) for item in self.rows("lists")),
            checks=tuple(self.check(*item, known) for item in self.rows("checks")),
            options=self.options,
        )

    def fault(self, key: str, problem: str, remedy: str) -> FrameworkDataError:
        return FrameworkDataError(f"{self.stem}.toml: {key}", problem, remedy)

    def string(self, key: str, row: dict[str, Any] | None = None, where: str = "") -> str:
        value = (self.table if row is None else row).get(key)
        if not isinstance(value, str) or not value:
            raise self.fault(where + key, "is missing or no text", "give it as a string")
        return value

    def optional(self, key: str, row: dict[str, Any] | None = None, where: str = "") -> str | None:
        source = self.table if row is None else row
        return self.string(key, source, where) if key in source else None

    def count(self, key: str) -> int | None:
        value = self.table.get(key)
        if value is not None and type(value) is not int:
            raise self.fault(key, f"{value!r} is no whole number", "write it bare, as 7")
        return value

    def day(self, key: str) -> str | None:
        value = self.table.get(key)
        if value is None:
            return None
        if not isinstance(value, date):
            raise self.fault(key, f"{value!r} is no date", "write it bare, as 2023-01-01")
        return value.isoformat()

    def keys(self, row: Any, where: str, known: set[str]) -> None:
        if not isinstance(row, dict):
            raise self.fault(where, "is no table", "write it as [[...]] with keys")
        if unknown := set(row) - known:
            raise self.fault(
                f"{where}.{min(unknown)}", "is no known key", f"use one of {sorted(known)}"
            )

    def _fragments(self, written: dict[str, Any]) -> dict[str, str]:
        """Expand the fragments, which may name one another."""
        done: dict[str, str] = {}

        def resolve(name: str, above: tuple[str, ...]) -> str:
            if name not in done:
                value = written[name]
                if not isinstance(value, str) or name in above:
                    raise self.fault(
                        f"fragments.{name}", "is no text or names itself", "correct it"
                    )
                inner = {n for n in re.findall(r"<([a-z_0-9]+)>", value) if n in written}
                parts = {n: resolve(n, (*above, name)) for n in inner}
                done[name] = expand(value, parts, f"{self.stem}/fragments.{name}")
            return done[name]

        for name in written:
            resolve(name, ())
        return done

    def pattern(self, row: Any, where: str) -> Pattern:
        if isinstance(row, str):
            return Pattern(f"{self.stem}/{where}", literal(row), (row,))
        self.keys(row, where, {"match", "example", "not", "value"})
        written = self.string("match", row, where + ".")
        texts = []
        for key in ("example", "not"):
            value = row.get(key, [])
            value = [value] if isinstance(value, str) else value
            if not all(isinstance(text, str) for text in value):
                raise self.fault(f"{where}.{key}", "is no text", "give a string or several")
            texts.append(tuple(value))
        if not texts[0]:
            raise self.fault(f"{where}.example", "is missing", "give a text that it must match")
        source = expand(written, self.fragments, f"{self.stem}/{where}")
        value = self.optional("value", row, where + ".")
        return Pattern(f"{self.stem}/{where}", source, texts[0], texts[1], value)

    def patterns(self, rows: Any, where: str) -> Patterns:
        if not isinstance(rows, list):
            raise self.fault(where, "is no array", "give an array of patterns")
        return tuple(self.pattern(row, f"{where}.{i}") for i, row in enumerate(rows))

    def mapping(self, name: str) -> dict[str, Patterns]:
        """The arrays of ``[name]``, as patterns; its scalars go to the options."""
        table = self.table.get(name, {})
        self.keys(table, name, set(table) if isinstance(table, dict) else set())
        found = {}
        for key, value in table.items():
            if isinstance(value, list):
                found[key] = self.patterns(value, f"{name}.{key}")
            elif not isinstance(value, str | int | bool):
                raise self.fault(f"{name}.{key}", "is neither an array nor a scalar", "correct it")
            else:
                self.options[f"{name}.{key}"] = value
        return found

    def rows(self, name: str) -> list[tuple[str, dict[str, Any]]]:
        """The tables of ``[name.<id>]``, with their ids, in the file's order."""
        table = self.table.get(name, {})
        if not isinstance(table, dict) or not all(isinstance(v, dict) for v in table.values()):
            raise self.fault(name, "is no table of tables", f"write [{name}.id] for each")
        return list(table.items())

    def grade(self, name: str, row: dict[str, Any]) -> Grade:
        where = f"grades.{name}"
        self.keys(row, where, {"label", "wordings"})
        wordings = self.patterns(row.get("wordings", []), where + ".wordings")
        return Grade(name, self.string("label", row, where + "."), wordings)

    def area(self, name: str, row: dict[str, Any]) -> Area:
        where = f"areas.{name}"
        self.keys(row, where, {"title", "headings", "labels", "sections", "judged", "optional"})
        return Area(
            name,
            self.string("title", row, where + "."),
            self.patterns(row.get("headings", []), where + ".headings"),
            self.patterns(row.get("labels", []), where + ".labels"),
            self.patterns(row.get("sections", []), where + ".sections"),
            bool(row.get("judged", True)),
            bool(row.get("optional", False)),
        )

    def type(self, name: str, row: dict[str, Any]) -> InspectionType:
        where = f"types.{name}"
        self.keys(row, where, {"title", "match"})
        match = self.patterns(row.get("match", []), where + ".match")
        return InspectionType(name, self.optional("title", row, where + "."), match)

    def list(self, name: str, row: dict[str, Any]) -> ListRule:
        where = f"lists.{name}"
        self.keys(row, where, LIST_PATTERNS | LIST_OPTIONS)
        kind = self.string("kind", row, where + ".")
        if kind not in KINDS:
            raise self.fault(f"{where}.kind", f"{kind!r} is no kind", f"use one of {KINDS}")
        patterns: dict[str, Patterns] = {}
        options: dict[str, Option] = {}
        for key, value in row.items():
            if key in LIST_PATTERNS:
                patterns[key] = self.patterns(value, f"{where}.{key}")
            else:
                options[key] = tuple(value) if isinstance(value, list) else value
        return ListRule(name, kind, patterns, options)

    def check(self, code: str, row: dict[str, Any], known: set[str]) -> Check:
        where = f"checks.{code}"
        names = ("grade", "area", "must", "message")
        self.keys(row, where, {"areas", *names})
        areas = tuple(row.get("areas", ()))
        if not areas or not {*areas, row.get("area")} <= known:
            raise self.fault(where, "names no area of this file", "use the ids of [areas]")
        grade, area, must, message = (self.string(n, row, where + ".") for n in names)
        return Check(code, areas, grade, area, must, message)
