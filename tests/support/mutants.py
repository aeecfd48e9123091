"""A module changed in one place: what a test of the tests is made of."""

import ast
import copy
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType

_COMPARED: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Lt: ast.GtE,
    ast.GtE: ast.Lt,
    ast.Gt: ast.LtE,
    ast.LtE: ast.Gt,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
}
_ALMOST: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
}


def mutants(source: Path) -> Iterator[tuple[str, str]]:
    """What was changed and where, and the source with that change."""
    tree = ast.parse(source.read_text("utf-8"))
    places = [*ast.walk(tree)]
    for number, node in enumerate(places):
        for what, change in _changes(node):
            changed = copy.deepcopy(tree)
            change([*ast.walk(changed)][number])
            text = ast.unparse(ast.fix_missing_locations(changed))
            yield f"line {getattr(node, 'lineno', 0)}: {what}", text


def _changes(  # noqa: C901, PLR0912  # one case a kind of node
    node: ast.AST,
) -> Iterator[tuple[str, Callable[[ast.AST], None]]]:
    match node:
        case ast.Compare():
            for at, one in enumerate(node.ops):
                for table in (_COMPARED, _ALMOST):
                    other = table.get(type(one))
                    if other is not None:
                        yield f"{type(one).__name__} as {other.__name__}", _compare(at, other)
        case ast.BoolOp():
            yield "and for or, or for and", _bool
            for at in range(len(node.values)):
                yield f"without part {at + 1}", _without(at)
        case ast.UnaryOp(op=ast.Not()):
            yield "without not", _without_not
        case ast.Constant(value=bool() as value):
            yield f"not {value}", _constant(not value)
        case ast.Constant(value=int() as value):
            yield f"{value + 1} for {value}", _constant(value + 1)
        case ast.Constant(value=bytes() as value) if value:
            yield f"another one for {value!r}", _constant(value + b"x")
        case ast.If():
            yield "never", _test(value=False)
            yield "always", _test(value=True)
        case ast.Call(func=ast.Name(id="any")):
            yield "all for any", _call("all")
        case _:
            return


def _compare(at: int, other: type[ast.cmpop]) -> Callable[[ast.AST], None]:
    def change(node: ast.AST) -> None:
        assert isinstance(node, ast.Compare)
        node.ops[at] = other()

    return change


def _bool(node: ast.AST) -> None:
    assert isinstance(node, ast.BoolOp)
    node.op = ast.Or() if isinstance(node.op, ast.And) else ast.And()


def _without(at: int) -> Callable[[ast.AST], None]:
    def change(node: ast.AST) -> None:
        assert isinstance(node, ast.BoolOp)
        del node.values[at]
        if len(node.values) == 1:
            node.values.append(copy.deepcopy(node.values[0]))

    return change


def _without_not(node: ast.AST) -> None:
    assert isinstance(node, ast.UnaryOp)
    node.operand = ast.UnaryOp(ast.Not(), node.operand)


def _constant(value: object) -> Callable[[ast.AST], None]:
    def change(node: ast.AST) -> None:
        assert isinstance(node, ast.Constant)
        node.value = value  # pyright: ignore[reportAttributeAccessIssue]

    return change


def _test(*, value: bool) -> Callable[[ast.AST], None]:
    def change(node: ast.AST) -> None:
        assert isinstance(node, ast.If)
        node.test = ast.Constant(value)

    return change


def _call(name: str) -> Callable[[ast.AST], None]:
    def change(node: ast.AST) -> None:
        assert isinstance(node, ast.Call)
        node.func = ast.Name(name, ast.Load())

    return change


def module(text: str, name: str) -> ModuleType:
    """A module of that source, known to nobody else."""
    made = ModuleType(name)
    sys.modules[name] = made
    try:
        exec(compile(text, name, "exec"), made.__dict__)  # noqa: S102  # our own source
    finally:
        del sys.modules[name]
    return made
