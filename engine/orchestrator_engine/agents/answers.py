"""What a reviewer may answer: the border between an agent's words and our review."""

import posixpath
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from orchestrator_engine.json_values import is_list, is_object, members_of
from orchestrator_engine.review import Remark, Severity


class _Strict(BaseModel):
    # What is not foreseen is refused, and nothing is bent into shape: "8" is no score.
    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


class _Remark(_Strict):
    file: Annotated[str, Field(min_length=1, description="path from the root of the repository")]
    line: Annotated[int, Field(ge=1, description="line in that file, counted from 1")]
    severity: Literal["blocker", "major", "minor", "note"]
    evidence: Annotated[str, Field(min_length=1, description="what is seen there")]


class _Verdict(_Strict):
    # Evidence first: what is said later follows from what was seen before.
    remarks: list[_Remark]
    missing: Annotated[
        list[Annotated[str, Field(min_length=1)]],
        Field(description="what the item's own words ask and the change does not do; often empty"),
    ] = []
    would_fail: Annotated[
        str,
        Field(
            description="if this change broke tomorrow, the check or test that would fail: its "
            "name, or “none”"
        ),
    ] = ""
    summary: Annotated[str, Field(description="the verdict in a few sentences")]
    score: Annotated[int, Field(ge=1, le=10, description="10 is work that needs nothing more")]


@dataclass(frozen=True, slots=True)
class Answer:
    """A reviewer's answer that keeps the schema; `review.judge` makes a verdict of it."""

    score: int
    summary: str
    remarks: tuple[Remark, ...]
    would_fail: str = ""
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A reviewer's answer that says nothing that can be relied on, and why."""

    why: str


def _inlined(part: object, definitions: dict[str, Any]) -> object:
    if is_list(part):
        return [_inlined(each, definitions) for each in part]
    if not is_object(part):
        return part
    if "$ref" in part:
        return _inlined(definitions[part["$ref"].rpartition("/")[2]], definitions)
    return {
        key: _inlined(value, definitions)
        for key, value in part.items()
        # pydantic names every part after its class; a field that is called "title" would be a
        # dict, so that only its labels go.
        if key != "$defs" and not (key == "title" and isinstance(value, str))
    }


def without_references(schema: dict[str, Any]) -> dict[str, Any]:
    """A schema of pydantic's whole in one piece: not every agent and model follows references."""
    return members_of(_inlined(schema, schema.get("$defs", {})))


def _all_required(schema: dict[str, Any]) -> dict[str, Any]:
    """The schema with every field asked for, and none that may be left to a default."""
    fields = {
        name: {k: v for k, v in each.items() if k != "default"}
        for name, each in schema["properties"].items()
    }
    return schema | {"properties": fields, "required": list(fields)}


VERDICT_SCHEMA: dict[str, Any] = _all_required(without_references(_Verdict.model_json_schema()))
"""The JSON Schema of a reviewer's answer, for `protocol.Job.schema`.

All of it is asked for. An answer that names no check, as those of before this was asked, is read
all the same: then it is remarked that there is none.
"""


def read_verdict(value: dict[str, Any] | None, folder: Path) -> Answer | Unreadable:
    """Read `protocol.Ended.value` as a reviewer's answer; `folder` is where the reviewer looked.

    Paths in remarks become relative to `folder`, POSIX, without `./`, as git writes them.
    """
    if value is None:
        return Unreadable("the reviewer gave no verdict")
    try:
        verdict = _Verdict.model_validate(value)
    except ValidationError as error:
        return Unreadable(f"the reviewer's verdict breaks the schema: {explain(error)}")
    remarks = tuple(
        Remark(relative(each.file, folder), each.line, Severity(each.severity), each.evidence)
        for each in verdict.remarks
    )
    missing = tuple(verdict.missing)
    return Answer(verdict.score, verdict.summary, remarks, verdict.would_fail, missing)


def explain(error: ValidationError) -> str:
    """What is wrong, place by place, on one line."""
    return "; ".join(
        f"{_place(problem['loc'])}: {problem['msg'][0].lower()}{problem['msg'][1:]}"
        for problem in error.errors(include_url=False, include_input=False, include_context=False)
    )


def _place(location: tuple[int | str, ...]) -> str:
    # ("remarks", 0, "line") -> "remarks 1, line": people count from one.
    words: list[str] = []
    for part in location:
        if isinstance(part, int) and words:
            words[-1] += f" {part + 1}"
        else:
            words.append(str(part))
    return ", ".join(words) or "the answer"


def relative(file: str, folder: Path) -> str:
    """A path that an agent named, as git writes it: from `folder` on, POSIX, without `./`."""
    path = file.replace("\\", "/")
    for root in (folder.as_posix(), folder.resolve().as_posix()):
        path = path.removeprefix(f"{root}/")
    return posixpath.normpath(path)
