"""`docs/reference/json.md`: what commands print with `--json`, as its schema says."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from orchestrator_engine.cli.answer_schemas import OWN

GUIDE = Path(__file__).parents[2] / "docs" / "reference" / "json.md"

_HEAD = """\
# The JSON of the command line

<!-- made by dev.py schema, from engine/orchestrator_engine/cli/answers -->

With `--json` a command prints an object on a line; what goes on, such as `run`, prints one for \
each thing that happens. `code-orch COMMAND --schema` prints the JSON schema of a line. A command \
that refuses prints [Refused](#refused), and its exit code says of which sort that is.

Fields may be added; none is taken away or changes its meaning without another number in `schema`. \
Times are seconds since 1970 where a name ends in `at`, and else lengths in seconds; money is in \
US dollars. What is unknown is `null`.
"""


def guide(schemas: dict[str, Any]) -> str:
    """The page."""
    return "\n".join(_lines(schemas))


def _lines(schemas: dict[str, Any]) -> Iterator[str]:
    yield _HEAD
    yield "| command | prints |"
    yield "| --- | --- |"
    for command, shapes in schemas["commands"].items():
        told = ", ".join(_type(shape) for shape in shapes if _name(shape["$ref"]) != "Refused")
        yield f"| `{command}` | {told or 'nothing but a refusal: it is for a terminal'} |"
    for command in OWN:
        yield f"| `{command}` | see `code-orch {command} --schema` |"
    for full, shape in sorted(schemas["$defs"].items(), key=lambda each: _name(each[0])):
        yield ""
        yield f"## {_name(full)}"
        yield ""
        yield shape.get("description", "").partition("\n\n")[0].replace("\n", " ") or "One of:"
        if "properties" not in shape:
            yield ""
            yield from (f"- `{one}`" for one in shape.get("enum", ()))
            continue
        yield ""
        yield "| field | is | means |"
        yield "| --- | --- | --- |"
        for field, about in shape["properties"].items():
            said = about.get("description", "").replace("\n", " ")
            yield f"| `{field}` | {_type(about)} | {said} |"
    yield ""


def _name(reference: str) -> str:
    """The name of a shape; of two with one name, its module in front."""
    *modules, name = reference.rpartition("/")[2].split("__")
    return f"{modules[-1]}.{name}" if modules else name


def _type(about: dict[str, Any]) -> str:  # noqa: PLR0911  # one answer a kind
    if "$ref" in about:
        name = _name(about["$ref"])
        return f"[{name}](#{name.lower().replace('.', '')})"
    if "anyOf" in about:
        return " or ".join(_type(one) for one in about["anyOf"])
    if "const" in about:
        return f"`{str(about['const']).lower()}`"
    if "enum" in about:
        return ", ".join(f"`{one}`" for one in about["enum"])
    if "prefixItems" in about:
        return "a list of " + ", ".join(_type(one) for one in about["prefixItems"])
    if about.get("type") == "array":
        return f"a list of {_type(about['items'])}"
    if about.get("type") == "object":
        inner = about.get("additionalProperties") or None
        return "an object" if inner in (None, True) else f"an object of {_type(inner)}"
    kind = str(about.get("type", "anything"))
    return "`null`" if kind == "null" else kind
