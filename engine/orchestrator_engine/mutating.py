"""Breaking code on purpose, a little: what a test has to notice that is worth its place. Pure.

A *mutant* is a file with one small mistake in one function: another comparison, another number,
another way to join two conditions, or no work done at all. Python is broken by its syntax tree, any
other language line by line, in the function that has the name.
"""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass

from orchestrator_engine.protected import is_test

EACH = 6
"""Mutants of one function, at most."""

_LONGEST = 80
"""Lines of a function that are looked at, where its end cannot be known for sure."""


@dataclass(frozen=True, slots=True)
class Mutant:
    """A file with a mistake: `of` is the function that has it, `what` says which, in words."""

    path: str
    line: int
    of: str
    what: str
    text: str


def mutants(path: str, text: str, names: frozenset[str]) -> tuple[Mutant, ...]:
    """The mutants of the functions in a file that have one of these names; none of what is odd."""
    found = _of_python(path, text, names) if path.endswith(".py") else _of_lines(path, text, names)
    kept: list[Mutant] = []
    for one in found:
        if one.text != text and sum(each.of == one.of for each in kept) < EACH:
            kept.append(one)
    return tuple(kept)


# Python


_COMPARISONS = {"==": "!=", "!=": "==", "<=": ">", ">=": "<", "<": ">=", ">": "<="}
_WORDS = {" is not ": " is ", " not in ": " in ", " is ": " is not ", " in ": " not in "}
_SUMS = {"+": "-", "-": "+", "*": "+", "/": "*", "%": "+"}
_JOINS = {" and ": " or ", " or ": " and "}


def _of_python(path: str, text: str, names: frozenset[str]) -> Iterator[Mutant]:
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError):
        return
    source = _Source(text)
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name in names:
            for line, what, changed in _broken(source, node):
                yield Mutant(path, line, node.name, what, changed)


class _Source:
    """A text in which nodes of its syntax tree can be replaced; their columns count bytes."""

    def __init__(self, text: str) -> None:
        self.data = text.encode()
        self.starts = [0]
        for line in self.data.splitlines(keepends=True):
            self.starts.append(self.starts[-1] + len(line))

    def at(self, line: int, column: int) -> int:
        return self.starts[line - 1] + column

    def put(self, begin: int, end: int, words: str) -> str:
        return (self.data[:begin] + words.encode() + self.data[end:]).decode()

    def between(self, left: ast.expr, right: ast.expr) -> tuple[int, int]:
        assert left.end_lineno is not None
        assert left.end_col_offset is not None
        return self.at(left.end_lineno, left.end_col_offset), self.at(
            right.lineno, right.col_offset
        )

    def swapped(
        self, left: ast.expr, right: ast.expr, table: dict[str, str]
    ) -> tuple[str, str] | None:
        """The text with another sign between two expressions, and the words for it."""
        begin, end = self.between(left, right)
        sign = self.data[begin:end].decode()
        for old, new in table.items():
            if old in sign:
                what = f"{old.strip()} became {new.strip()}"
                return self.put(begin, end, sign.replace(old, new, 1)), what
        return None


def _broken(
    source: _Source, function: ast.FunctionDef | ast.AsyncFunctionDef
) -> Iterator[tuple[int, str, str]]:
    """Line, words and text of each way to break a function; the crudest first."""
    if (gutted := _gutted(source, function)) is not None:
        yield function.lineno, f"{function.name} does nothing", gutted
    for node in ast.walk(function):
        found: tuple[str, str] | None = None
        match node:
            case ast.Compare(left=left, comparators=[right, *_]):
                found = source.swapped(left, right, _COMPARISONS | _WORDS)
            case ast.BinOp(left=left, right=right):
                found = source.swapped(left, right, _SUMS)
            case ast.BoolOp(values=[left, right, *_]):
                found = source.swapped(left, right, _JOINS)
            case ast.Constant(value=bool() | int() as value):
                found = _constant(source, node, value)
            case _:
                continue
        if found is not None:
            yield node.lineno, found[1], found[0]


def _constant(source: _Source, node: ast.Constant, value: int) -> tuple[str, str]:
    assert node.end_lineno is not None
    assert node.end_col_offset is not None
    begin = source.at(node.lineno, node.col_offset)
    end = source.at(node.end_lineno, node.end_col_offset)
    new = str(not value) if isinstance(value, bool) else str(value + 1)
    return source.put(begin, end, new), f"{value} became {new}"


def _gutted(source: _Source, function: ast.FunctionDef | ast.AsyncFunctionDef) -> str | None:
    """The function without its work: what it gives back is nothing that anybody asked for."""
    body = function.body
    first = body[0]
    if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant) and len(body) > 1:
        first = body[1]
    last = body[-1]
    if first.lineno <= function.lineno or last.end_lineno is None or last.end_col_offset is None:
        return None
    gives = any(isinstance(node, ast.Yield | ast.YieldFrom) for node in ast.walk(function))
    begin = source.at(first.lineno, first.col_offset)
    end = source.at(last.end_lineno, last.end_col_offset)
    return source.put(begin, end, "yield object()" if gives else "return object()")


# Any other language


_DEFINES = (
    r"\b(?:function\*?|def|func|fn|fun|sub)\s+(?:\([^)]*\)\s*)?(?:self\.)?{name}\b",
    r"\b(?:const|let|var)\s+{name}\s*=.*(?:=>|function)",
    (
        r"^\s*(?:(?:public|private|protected|internal|static|final|async|override|export)\s+)*"
        r"(?:[\w<>\[\],.?]+\s+)?{name}\s*\([^;]*\)\s*(?:throws [\w, ]+)?\{{?\s*$"
    ),
)
_SIGNS = (
    ("===", "!=="), ("!==", "==="), ("==", "!="), ("!=", "=="), ("<=", ">"), (">=", "<"),
    (" < ", " >= "), (" > ", " <= "), ("&&", "||"), ("||", "&&"), (" + ", " - "), (" - ", " + "),
    (" * ", " + "), ("true", "false"), ("false", "true"),
)  # fmt: skip
_RETURN = re.compile(r"\breturn\s+(?!null|nil)([^;]+);?\s*$")
_NOTHING = {".js": "null", ".mjs": "null", ".cjs": "null", ".ts": "null as any", ".rb": "nil",
            ".jsx": "null", ".tsx": "null as any", ".php": "null"}  # fmt: skip
_NUMBER = re.compile(r"(?<![\w.\"'])(\d+)(?![\w.\"'])")


def _of_lines(path: str, text: str, names: frozenset[str]) -> Iterator[Mutant]:
    lines = text.split("\n")
    suffix = path[path.rfind(".") :]
    for name in sorted(names):
        for place in _lines_of(lines, name):
            for what, changed in _changed(lines[place], suffix):
                new = [*lines[:place], changed, *lines[place + 1 :]]
                yield Mutant(path, place + 1, name, what, "\n".join(new))


def _lines_of(lines: list[str], name: str) -> range:
    """The lines of a function's body, by how far they are set in."""
    patterns = [re.compile(one.format(name=re.escape(name))) for one in _DEFINES]
    for place, line in enumerate(lines):
        if any(pattern.search(line) for pattern in patterns):
            depth = len(line) - len(line.lstrip())
            end = place + 1
            for end in range(place + 1, min(place + _LONGEST, len(lines))):
                other = lines[end]
                if other.strip() and len(other) - len(other.lstrip()) <= depth:
                    break
            # A function of one line is broken in that line.
            return range(place + 1, end) if end > place + 1 else range(place, place + 1)
    return range(0)


def _changed(line: str, suffix: str) -> Iterator[tuple[str, str]]:
    code = line.split("//", maxsplit=1)[0]
    if not code.strip() or code.lstrip().startswith(("#", "*", "/*")):
        return
    if suffix in _NOTHING and (match := _RETURN.search(code)):
        end = ";" if ";" in code[match.start() :] else ""
        yield "it returned nothing", f"{code[: match.start()]}return {_NOTHING[suffix]}{end}"
    taken: list[str] = []
    for old, new in _SIGNS:
        if old in code and not any(old in one for one in taken):
            taken.append(old)
            yield f"{old.strip()} became {new.strip()}", line.replace(old, new, 1)
    if match := _NUMBER.search(code):
        number = str(int(match[1]) + 1)
        yield f"{match[1]} became {number}", f"{line[: match.start()]}{number}{line[match.end() :]}"


# What tests claim


_TESTS = re.compile(
    r"(?:^|[^\w.])(?:test|it|specify)(?:\.\w+)?\s*\(?\s*[\"'`]([^\"'`]+)[\"'`]"
    r"|\bfunc\s+(Test\w+)|\bfn\s+(\w+)\s*\(\)|\bdef\s+(test_\w+)|\bfunction\s+(test\w+)"
    r"|\b(?:void|Task)\s+(\w+)\s*\(|\bfun\s+`?([\w ]+)`?\s*\("
)
_WORD = re.compile(r"[A-Za-z_]\w{2,}")


def new_tests(path: str, before: str, after: str) -> dict[str, frozenset[str]]:
    """The tests that a file has more than `before`, or others, with the names that they use."""
    read = _tests_of_python if path.endswith(".py") else _tests_of_lines
    old = read(before)
    return {
        name: frozenset(_WORD.findall(body)) - {name}
        for name, body in read(after).items()
        if old.get(name) != body
    }


def _tests_of_python(text: str) -> dict[str, str]:
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError):
        return {}
    return {
        node.name: ast.unparse(node)
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name.startswith("test")
    }


def _tests_of_lines(text: str) -> dict[str, str]:
    begins = list(_TESTS.finditer(text))
    ends = [*(match.start() for match in begins[1:]), len(text)][: len(begins)]
    return {
        next(name for name in match.groups() if name): text[match.end() : end]
        for match, end in zip(begins, ends, strict=True)
    }


def is_source(path: str) -> bool:
    """Whether a file may be broken: code of the project, and no test."""
    return path.endswith(_CODE) and not is_test(path)


_CODE = (
    ".py", ".js", ".mjs", ".cjs", ".jsx", ".ts", ".tsx", ".go", ".rs", ".java", ".kt", ".rb",
    ".php", ".cs",
)  # fmt: skip
