"""Read from the source which actions the record may hold: what `audit.service.record` and
`record_each` are given, by themselves or through functions that hand their argument on."""

from __future__ import annotations

import ast
import functools
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).parents[2]
RECORD = tuple(("participation.audit.service", name) for name in ("record", "record_each"))


@dataclass
class Module:
    """One module: its tree, and what its imported names stand for."""

    name: str
    tree: ast.Module
    names: dict[str, str] = field(default_factory=dict)

    def target(self, call: ast.expr) -> tuple[str, str] | None:
        """Return module and name of the function that is called."""
        if isinstance(call, ast.Name):
            where = self.names.get(call.id, f"{self.name}.{call.id}")
        elif isinstance(call, ast.Attribute) and isinstance(call.value, ast.Name):
            where = f"{self.names.get(call.value.id, call.value.id)}.{call.attr}"
        else:
            return None
        module, _, name = where.rpartition(".")
        return module, name


@dataclass(frozen=True)
class Flow:
    """Where a function takes the action: the position and name of its parameter."""

    position: int
    name: str


@functools.cache
def modules() -> list[Module]:
    """Read every module of the application."""
    found = []
    for path in sorted((ROOT / "participation").rglob("*.py")):
        parts = path.relative_to(ROOT).with_suffix("").parts
        module = Module(".".join(parts), ast.parse(path.read_text("utf-8")))
        for node in ast.walk(module.tree):
            if isinstance(node, ast.ImportFrom) and node.module:
                for alias in node.names:
                    module.names[alias.asname or alias.name] = f"{node.module}.{alias.name}"
        found.append(module)
    return found


def _calls() -> Iterator[tuple[Module, ast.FunctionDef, tuple[str, str], ast.Call]]:
    """Yield every call in a function whose target is known, and where it stands."""
    for module in modules():
        for function in ast.walk(module.tree):
            if not isinstance(function, ast.FunctionDef):
                continue
            for call in ast.walk(function):
                if isinstance(call, ast.Call) and (target := module.target(call.func)):
                    yield module, function, target, call


def _given(call: ast.Call, flow: Flow) -> ast.expr | None:
    for keyword in call.keywords:
        if keyword.arg == flow.name:
            return keyword.value
    return call.args[flow.position] if 0 <= flow.position < len(call.args) else None


def _parameter(function: ast.FunctionDef, name: str) -> Flow | None:
    positional = [each.arg for each in function.args.args]
    if name in positional:
        return Flow(positional.index(name), name)
    return Flow(-1, name) if name in [each.arg for each in function.args.kwonlyargs] else None


def recorded() -> tuple[set[str], set[str]]:
    """Return the actions as strings, and as source what is put together while running."""
    calls = list(_calls())
    flows = dict.fromkeys(RECORD, Flow(-1, "action"))
    plain: set[str] = set()
    other: set[str] = set()
    while True:
        before = len(flows)
        for module, function, target, call in calls:
            if target not in flows or (given := _given(call, flows[target])) is None:
                continue
            for value in _values(given, function):
                flow = isinstance(value, ast.Name) and _parameter(function, value.id)
                if flow:
                    flows[module.name, function.name] = flow
                elif isinstance(value, ast.Constant):
                    plain.add(str(value.value))
                else:
                    other.add(f"{module.name}.{function.name}: {ast.unparse(value)}")
        if len(flows) == before:
            return plain, other


def _values(given: ast.expr, function: ast.FunctionDef) -> Iterator[ast.expr]:
    """Yield what an expression may be: both sides of a choice, what a local name was given."""
    if isinstance(given, ast.IfExp):
        yield from _values(given.body, function)
        yield from _values(given.orelse, function)
        return
    local = [
        node.value
        for node in ast.walk(function)
        if isinstance(node, ast.Assign)
        and isinstance(given, ast.Name)
        and [each.id for each in node.targets if isinstance(each, ast.Name)] == [given.id]
    ]
    if not local:
        yield given
    for value in local:
        yield from _values(value, function)
