"""Reads a rehearsal script: markdown in, sections with their steps and every problem out.

`docs/guides/rehearsal.md` describes the format for those who write one.
Reading never fails: what cannot be understood is a `Problem` with its line.
"""

import math
import re
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from markdown_it.token import Token

from orchestrator_engine.agents.answers import Unreadable, read_verdict
from orchestrator_engine.agents.script import (
    Append,
    Asks,
    Cost,
    Delete,
    Key,
    Problem,
    Say,
    Script,
    Section,
    Step,
    Write,
    confined,
    markdown,
    meant,
    text_of,
)
from orchestrator_engine.attempt import Ending
from orchestrator_engine.json_values import objects_of
from orchestrator_engine.money import parse as parse_money
from orchestrator_engine.money import parse_tokens


def parse(text: str) -> Script:
    """Read a script."""
    reading = _Reading(text.replace("\r\n", "\n").replace("\r", "\n").split("\n"))
    reading.read()
    return Script(reading.pace, reading.sections, tuple(sorted(reading.problems, key=_by_line)))


_HEADING = re.compile(
    r"(?P<items>.+), (?:round (?P<round>[1-9]\d{0,5})"
    r"|review(?: (?P<review>[1-9]\d{0,5}))? of round (?P<of>[1-9]\d{0,5}))"
)
_ENDS = re.compile(r"ends:\s*(?P<ending>[a-z]+)\s*(?::\s*(?P<why>.*\S))?\s*")
_ENDINGS = ("failed", "denied", "limit", "unavailable", "timeout")
_VERBS = ("write", "append", "delete", "verdict", "plan", "findings")
_OF_VERDICT = ("score", "remarks", "missing", "would_fail")
NOT_ASKED = "(a rehearsal, which was not asked)"
"""What a script's review says of the check that would fail, where the script leaves it out."""

_OF_REMARK = ("file", "line", "severity", "evidence")


@dataclass
class _Reading:
    lines: list[str]
    pace: float = 0.0
    sections: dict[Key, Section] = field(default_factory=dict["Key", "Section"])
    problems: list[Problem] = field(default_factory=list["Problem"])
    # The section that is being read, or None while the text is only for people.
    key: Key | None = None
    ends_at: int | None = None

    def problem(self, line: int, message: str) -> None:
        self.problems.append(Problem(line, message))

    def read(self) -> None:
        self._front_matter()
        tokens = markdown().parse("\n".join(self.lines))
        for place, token in enumerate(tokens):
            if token.map is None or token.nesting < 0:
                continue
            if token.level > 0:
                self._inner(token)
            elif token.type == "heading_open" and token.tag in {"h1", "h2"}:
                self._end_section()
                if token.tag == "h2":
                    self._begin_section(token.map[0] + 1, text_of(tokens[place + 1]))
            elif token.type == "fence":
                self._fence(token, token.map[0] + 1)
            elif token.type not in {"html_block", "hr"}:
                self._prose(token.map[0], token.map[1])
        self._end_section()

    def _front_matter(self) -> None:
        if self.lines[0].rstrip() != "---":
            return
        closing = next((n for n, line in enumerate(self.lines[1:], 1) if line.rstrip() == "---"), 0)
        if not closing:
            self.problem(1, "the front matter is never closed: it ends with a line “---”")
            return
        for number in range(1, closing):
            name, _, value = self.lines[number].partition(":")
            if name.strip() == "pace":
                self._pace(number + 1, value.strip())
            elif self.lines[number].strip():
                near = meant(name.strip(), ("pace",)) or ": there is only “pace”"
                self.problem(number + 1, f"“{name.strip()}” is no setting{near}")
        # Blank, so that what follows keeps its line numbers.
        self.lines[: closing + 1] = [""] * (closing + 1)

    def _pace(self, line: int, value: str) -> None:
        try:
            pace = float(value)
        except ValueError:
            pace = math.nan
        if 0 <= pace < math.inf:
            self.pace = pace
        else:
            self.problem(line, f"pace is a number of seconds, such as 0.2, not “{value}”")

    def _begin_section(self, line: int, heading: str) -> None:
        match = _HEADING.fullmatch(heading)
        if match is None:
            self.problem(
                line,
                f"“{heading}” is no heading of a section: it reads “ITEM, round 1” or “ITEM, review"
                " of round 1” (a heading with one # begins a part that is only for people)",
            )
            return
        reviewed = match["of"]
        key = Key(
            items=match["items"],
            round=int(reviewed or match["round"]),
            review=int(match["review"] or 1) if reviewed else 0,
        )
        if key in self.sections:
            first = self.sections[key].line
            self.problem(line, f"there is a section “{key}” already, in line {first}")
            return
        self.key = key
        self.ends_at = None
        self.sections[key] = Section(line)

    def _end_section(self) -> None:
        if self.key is None:
            return
        section = self.sections[self.key]
        if self.key.review and section.verdict is None and section.ending is Ending.DONE:
            self.problem(
                section.line,
                f"“{self.key}” gives no verdict: a review has a block ```toml verdict, or a line"
                " “ends: failed: …”",
            )
        if section.verdict is not None and self.key.review:
            verdict = section.verdict | {"summary": section.prose}
            self.sections[self.key] = replace(section, verdict=verdict)
        self.key = None

    def _inner(self, token: Token) -> None:
        if token.type == "fence" and token.map and _verb(token.info) in _VERBS:
            self.problem(
                token.map[0] + 1,
                "a block that does something stands at the left margin, not in a list or quotation",
            )

    def _fence(self, token: Token, line: int) -> None:
        verb = _verb(token.info)
        rest = " ".join(token.info.split()[2:])
        if not self._closed(token):
            self.problem(line, f"the block is never closed: it ends with a line {token.markup}")
        if verb is None:
            if token.map is not None:
                self._prose(token.map[0], token.map[1])
        elif verb not in _VERBS or token.info.split()[0] == verb:
            self.problem(line, _misunderstood(token.info.strip(), verb))
        elif self.key is None:
            self.problem(line, "the block belongs to no section, so nobody would carry it out")
        elif verb == "verdict":
            self._verdict(token.content, line)
        elif verb in ("plan", "findings"):
            self._answer(token.content, line, verb)
        elif self.key.review:
            self.problem(line, "a review changes nothing: it only says what it saw")
        elif verb == "delete":
            self._delete(token.content, line)
        else:
            step = Write if verb == "write" else Append
            self._change([(line, step(rest, token.content))])

    def _closed(self, token: Token) -> bool:
        assert token.map is not None
        start, end = token.map
        last = self.lines[end - 1].strip()
        closing = len(last) >= len(token.markup) and set(last) == set(token.markup)
        return end - 1 > start and closing

    def _delete(self, content: str, line: int) -> None:
        paths = [(line + n, each.strip()) for n, each in enumerate(content.split("\n"), 1)]
        steps = [(at, Delete(path)) for at, path in paths if path]
        if not steps:
            self.problem(line, "there is nothing to delete: the block holds a path a line")
        self._change(steps)

    def _change(self, steps: Iterable[tuple[int, Write | Append | Delete]]) -> None:
        for line, step in steps:
            why = confined(step.path)
            if why is not None:
                self.problem(line, why)
            self._step(line, step)

    def _verdict(self, content: str, line: int) -> None:
        assert self.key is not None
        section = self.sections[self.key]
        if not self.key.review:
            self.problem(line, "only a review gives a verdict")
            return
        if section.verdict is not None:
            self.problem(line, "a review gives one verdict, and this is the second")
            return
        try:
            verdict = tomllib.loads(content)
        except tomllib.TOMLDecodeError as error:
            self.problem(*_toml_problem(str(error), line))
            return
        if "summary" in verdict:
            self.problem(line, "the summary is the text around the block, not a key in it")
            return
        unknown = list(_unknown_keys(verdict))
        for key, near in unknown:
            what = f"“{key}” is nothing that a verdict has{near}"
            self.problem(line + _line_of(content, key), what)
        if unknown:
            self.sections[self.key] = replace(section, verdict=verdict)
            return
        verdict.setdefault("remarks", [])
        verdict.setdefault("would_fail", NOT_ASKED)
        answer = read_verdict(verdict | {"summary": ""}, Path())
        if isinstance(answer, Unreadable):
            self.problem(line, answer.why.replace("the reviewer's verdict", "the verdict"))
        self._after_end(line)
        self.sections[self.key] = replace(section, verdict=verdict)

    def _answer(self, content: str, line: int, what: str) -> None:
        """What a round answers by schema: a plan, or findings."""
        assert self.key is not None
        section = self.sections[self.key]
        if section.verdict is not None or self.key.review:
            words = f"a round gives its {what} once, and a review gives none"
            self.problem(line, words)
            return
        try:
            answer = tomllib.loads(content)
        except tomllib.TOMLDecodeError as error:
            self.problem(*_toml_problem(str(error), line, what))
            return
        # Whether it keeps the schema is for whoever wanted it: a bad one can be rehearsed, too.
        self._after_end(line)
        self.sections[self.key] = replace(section, verdict=answer)

    def _prose(self, start: int, end: int) -> None:
        if self.key is None:
            return
        said: list[str] = []
        for number in range(start, end):
            if self.lines[number].startswith("costs:"):
                self._say(start, said)
                said = []
                self._costs(number + 1, self.lines[number].removeprefix("costs:"))
            elif self.lines[number].startswith("asks:"):
                self._say(start, said)
                said = []
                self._asks(number + 1, self.lines[number].removeprefix("asks:").strip())
            elif self.lines[number].startswith("ends:"):
                self._say(start, said)
                said = []
                self._ends(number + 1, self.lines[number])
            else:
                said.append(self.lines[number])
        self._say(start, said)

    def _say(self, start: int, lines: list[str]) -> None:
        text = "\n".join(lines).strip()
        if text:
            self._step(start + 1, Say(text))

    def _costs(self, line: int, text: str) -> None:
        nanos = tokens = 0
        for part in filter(None, (each.strip() for each in text.split(","))):
            try:
                if part.endswith("tokens"):
                    tokens += parse_tokens(part.removesuffix("tokens"))
                else:
                    nanos += parse_money(part)
            except ValueError as error:
                self.problem(line, f"a cost reads “costs: 0.42usd, 1200 tokens”: {error}")
                return
        self._step(line, Cost(nanos, tokens))

    def _asks(self, line: int, command: str) -> None:
        assert self.key is not None
        if self.key.review:
            self.problem(line, "a review asks for nothing: it only says what it saw")
        elif not command:
            self.problem(line, "a question reads “asks: pip install requests”")
        self._step(line, Asks(command))

    def _ends(self, line: int, text: str) -> None:
        assert self.key is not None
        match = _ENDS.fullmatch(text)
        if match is None or match["ending"] not in _ENDINGS or match["why"] is None:
            known = ", ".join(_ENDINGS)
            near = meant(match["ending"], _ENDINGS) if match is not None else ""
            self.problem(line, f"an end reads “ends: failed: the reason”; it can be {known}{near}")
            return
        section = self.sections[self.key]
        if section.verdict is not None:
            self.problem(line, "a review that gives a verdict ends well")
        ending, why = Ending(match["ending"]), match["why"]
        self.sections[self.key] = replace(section, ending=ending, why=why)
        self._after_end(line)
        self.ends_at = line

    def _step(self, line: int, step: Step) -> None:
        assert self.key is not None
        self._after_end(line)
        section = self.sections[self.key]
        self.sections[self.key] = replace(section, steps=(*section.steps, step))

    def _after_end(self, line: int) -> None:
        if self.ends_at is not None:
            self.problem(line, f"nothing comes after the end in line {self.ends_at}")


def _by_line(problem: Problem) -> int:
    return problem.line


def _verb(info: str) -> str | None:
    """What is to be done with a block: the second word of its info string."""
    words = info.split()
    if words and words[0] in _VERBS:
        return words[0]
    return words[1] if len(words) > 1 else None


def _misunderstood(info: str, verb: str) -> str:
    if verb == "run":
        return "a rehearsal runs nothing: it writes, appends to and deletes files"
    if info.split(maxsplit=1)[0] == verb:
        return f"the language comes first, as in ```text {info}"
    near = meant(verb, _VERBS)
    known = "write PATH, append PATH, delete, verdict, plan, findings"
    return f"“{verb}” is nothing that a block can do: {known}{near}"


def _toml_problem(message: str, line: int, what: str = "verdict") -> tuple[int, str]:
    # `line` is that of the fence, so that the first line of the TOML is the next one.
    place = re.search(r" \(at line (\d+), column \d+\)$", message)
    if place is None:
        return line, f"the {what} is no TOML: {message}"
    return line + int(place[1]), f"the {what} is no TOML: {message[: place.start()]}"


def _unknown_keys(verdict: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """The keys that no verdict has, each with what was probably meant."""
    yield from ((key, meant(key, _OF_VERDICT)) for key in verdict if key not in _OF_VERDICT)
    for remark in objects_of(verdict.get("remarks")):
        yield from ((key, meant(key, _OF_REMARK)) for key in remark if key not in _OF_REMARK)


def _line_of(content: str, key: str) -> int:
    """The line, from 1, in which a TOML text has a key; 0 where it cannot be told."""
    place = re.compile(rf"\s*(?:\[+\s*)?[\"']?{re.escape(key)}[\"']?\s*(?:[=.\]]|$)")
    lines = enumerate(content.split("\n"), 1)
    return next((number for number, text in lines if place.match(text)), 0)
