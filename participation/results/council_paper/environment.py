"""The language of templates: to name a value, to repeat, to ask whether something is there. Nothing
can be called, and nothing is filled in before all names are known."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from jinja2 import Template, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment

from participation.results.council_paper.package_check import Refused

MOST_WRITTEN = 8 * 1024 * 1024
DEEPEST = 3
"""How many loops may stand inside each other."""

Schema = Any
"""What can be named: None is a text, a list of one is something repeated, a dict has names."""

UNKNOWN = "unknown"
OPERATORS = (nodes.Const, nodes.TemplateData, nodes.Not, nodes.And, nodes.Or)
LOOP = {"first": None, "last": None, "index": None, "length": None}


class Bounded(Template):
    """A template of which nothing longer than the bound is made."""

    def render(self, *args: Any, **kwargs: Any) -> str:
        """Return the filled template. Raises Refused when it becomes too long."""
        pieces, length = [], 0
        for piece in self.generate(*args, **kwargs):
            length += len(piece)
            if length > MOST_WRITTEN:
                raise Refused("too_long")
            pieces.append(piece)
        return "".join(pieces)


class Environment(ImmutableSandboxedEnvironment):
    """Takes templates that name what is in the schema; `unknown` lists what is not."""

    template_class = Bounded

    def __init__(self, schema: Schema) -> None:
        super().__init__(autoescape=True)
        for given in (self.globals, self.filters, self.tests):
            given.clear()
        self.schema = schema
        self.unknown: list[str] = []

    def from_string(self, source: Any, *args: Any, **kwargs: Any) -> Template:
        """Check a template, then compile it. One that names something unknown becomes empty, so
        that the parts that follow are still read and one answer names everything."""
        self._block(self.parse(source).body, dict(self.schema), 0)
        text = EMPTY if self.unknown else source
        return super().from_string(text, *args, **kwargs)

    def _block(self, body: Sequence[nodes.Node], scope: dict[str, Schema], depth: int) -> None:
        for node in body:
            match node:
                case nodes.Output():
                    for part in node.nodes:
                        self._named(part, scope)
                case nodes.For():
                    self._loop(node, scope, depth + 1)
                case nodes.If():
                    self._named(node.test, scope)
                    self._block([*node.body, *node.elif_, *node.else_], scope, depth)
                case _:
                    raise Refused("forbidden", type(node).__name__.lower())

    def _loop(self, node: nodes.For, scope: dict[str, Schema], depth: int) -> None:
        if (
            depth > DEEPEST
            or node.recursive
            or node.test
            or not isinstance(node.target, nodes.Name)
        ):
            raise Refused("forbidden", "for")
        repeated = self._named(node.iter, scope)
        if not isinstance(repeated, list) and repeated != UNKNOWN:
            self.unknown.append(_written(node.iter))
        item = repeated[0] if isinstance(repeated, list) else UNKNOWN
        within = scope | {node.target.name: item, "loop": LOOP}
        self._block([*node.body, *node.else_], within, depth)

    def _named(self, node: nodes.Node, scope: dict[str, Schema]) -> Schema:
        """Return the schema of what an expression names, None for a text."""
        if isinstance(node, nodes.Name):
            return self._found(scope, node.name, node)
        if isinstance(node, nodes.Getattr):
            within = self._named(node.node, scope)
            return within if within == UNKNOWN else self._found(within, node.attr, node)
        if not isinstance(node, OPERATORS):
            raise Refused("forbidden", type(node).__name__.lower())
        for child in node.iter_child_nodes():
            self._named(child, scope)
        return None

    def _found(self, names: Schema, name: str, node: nodes.Node) -> Schema:
        if isinstance(names, dict) and name in names:
            return names[name]
        self.unknown.append(_written(node))
        return UNKNOWN


EMPTY = '<w:body xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"/>'


def _written(node: nodes.Node) -> str:
    if isinstance(node, nodes.Getattr):
        return f"{_written(node.node)}.{node.attr}"
    return node.name if isinstance(node, nodes.Name) else type(node).__name__.lower()
