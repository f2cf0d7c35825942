"""Templates that nobody renders, macros that nobody calls, blocks that nobody fills, and anything
inline.

The content security policy allows no inline script or style, so the browser would drop it silently.
"""

from __future__ import annotations

import ast
import re
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from jinja2 import Environment, nodes

ROOT = Path(__file__).resolve().parent.parent
TEMPLATES = ROOT / "templates"
ENVIRONMENT = Environment(
    extensions=["jinja2.ext.i18n", "jinja2.ext.do", "jinja2.ext.loopcontrols"], autoescape=True
)
JINJA = re.compile(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", re.DOTALL)
TAG = re.compile(r"<[^>]*>", re.DOTALL)
INLINE = (
    (re.compile(r"<style\b", re.IGNORECASE), "a <style> element"),
    (re.compile(r"<script\b(?![^>]*\bsrc=)", re.IGNORECASE), "a <script> without src"),
    (re.compile(r"\sstyle\s*=", re.IGNORECASE), "a style attribute"),
    (re.compile(r"\son[a-z]+\s*=\s*[\"']", re.IGNORECASE), "an event attribute"),
    (re.compile(r"javascript:", re.IGNORECASE), "a javascript: address"),
)
IN_EXPRESSIONS = re.compile(r"[(,\s](style|onclick|onchange|oninput|onsubmit|onkeyup)\s*=[^=]")
SPOKEN = re.compile(r"\b(?:aria-label|alt|title|placeholder)=\"([^\"]*)\"")
WORD = re.compile(r"[^\W\d_]{3,}")
# What is glued to an expression by a hyphen is an id such as "name-error", not a word.
IDENTIFIER = re.compile(r"\ufffc[-_][-\w]+")
# What a child puts into the block for the class of <main>, such as page--wide.
CLASS_NAME = re.compile(r"\b[a-z]+--[a-z]+\b")
# Names of languages are written in the language itself, and file formats are called the same
# everywhere.
SAME_IN_EVERY_LANGUAGE = {"Deutsch", "English", "CSV", "JSON", "Excel", "SVG", "ZIP"}


def main() -> int:
    """Print what is wrong, one line each, and return 1 when there is something."""
    sources = {
        path.relative_to(TEMPLATES).as_posix(): path.read_text(encoding="utf-8")
        for path in sorted(TEMPLATES.rglob("*"))
        if path.is_file()
    }
    trees = {name: ENVIRONMENT.parse(source, name) for name, source in sources.items()}
    problems = [
        *_unused_templates(trees),
        *_unused_macros(trees),
        *_idle_blocks(trees),
        *(f"{name}: {problem}" for name, source in sources.items() for problem in _inline(source)),
        *(
            f"{name}: not marked for translation: {text!r}"
            for name in trees
            for text in _unmarked(name, trees[name])
        ),
    ]
    for problem in problems:
        print(f"templates/{problem}", file=sys.stderr)
    if not problems:
        print(f"templates: fine ({len(trees)})")
    return 1 if problems else 0


def _unused_templates(trees: dict[str, nodes.Template]) -> Iterator[str]:
    """A template counts as used when code or another template names it, be it with a part filled
    in."""
    patterns = [re.compile(pattern) for pattern in {*_named_in_code(), *_named_in_templates(trees)}]
    for name in trees:
        if not any(pattern.fullmatch(name) for pattern in patterns):
            yield f"{name}: rendered, included, imported and extended by nobody"


def _named_in_code() -> Iterator[str]:
    for path in (ROOT / "participation").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and "." in node.value:
                yield re.escape(node.value)
            elif isinstance(node, ast.JoinedStr):
                parts = [
                    re.escape(str(p.value)) if isinstance(p, ast.Constant) else "[^/]+"
                    for p in node.values
                ]
                # Something must be said beside the parts that are filled in, or everything would be
                # used.
                if any("\\." in part for part in parts):
                    yield "".join(parts)


def _named_in_templates(trees: dict[str, nodes.Template]) -> Iterator[str]:
    kinds = (nodes.Extends, nodes.Include, nodes.Import, nodes.FromImport)
    for tree in trees.values():
        for node in tree.find_all(kinds):
            for part in [node.template, *node.template.find_all(nodes.Const)]:
                if isinstance(part, nodes.Const):
                    values = part.value if isinstance(part.value, list | tuple) else [part.value]
                    yield from (re.escape(str(value)) for value in values)
            if isinstance(node.template, nodes.Concat | nodes.Add):
                yield "".join(
                    re.escape(str(part.value)) if isinstance(part, nodes.Const) else "[^/]+"
                    for part in _flat(node.template)
                )


def _flat(node: nodes.Node) -> list[nodes.Node]:
    if isinstance(node, nodes.Add):
        return [*_flat(node.left), *_flat(node.right)]
    return (
        [leaf for part in node.nodes for leaf in _flat(part)]
        if isinstance(node, nodes.Concat)
        else [node]
    )


def _unused_macros(trees: dict[str, nodes.Template]) -> Iterator[str]:
    spoken: Counter[str] = Counter()
    for tree in trees.values():
        spoken += _names(tree)
    in_code = {
        node.value
        for path in (ROOT / "participation").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    for name, tree in trees.items():
        for macro in tree.find_all(nodes.Macro):
            if spoken[macro.name] == _names(macro)[macro.name] and macro.name not in in_code:
                yield f"{name}: the macro {macro.name} is called by nobody"


def _names(tree: nodes.Node) -> Counter[str]:
    """How often each name is called or read through a module; merely importing a macro is no use of
    it."""
    return Counter(
        [
            *(node.name for node in tree.find_all(nodes.Name) if node.ctx == "load"),
            *(node.attr for node in tree.find_all(nodes.Getattr)),
        ]
    )


def _idle_blocks(trees: dict[str, nodes.Template]) -> Iterator[str]:
    """A block of a parent that no child fills is idle; a block of a child that no parent has is
    never shown."""
    parents = {name: _parent(tree) for name, tree in trees.items()}
    blocks = {
        name: {block.name for block in tree.find_all(nodes.Block)} for name, tree in trees.items()
    }
    for name, own in blocks.items():
        ancestors = set(_ancestors(name, parents))
        if None in ancestors:  # extended by an expression; nothing can be said
            continue
        inherited = {block for ancestor in ancestors for block in blocks.get(str(ancestor), set())}
        # A template whose parent is computed may fill the blocks of any other.
        heirs = [
            other for other in trees if parents[other] is True or name in _ancestors(other, parents)
        ]
        filled = {block for heir in heirs for block in blocks[heir]}
        for block in sorted(own - inherited - filled):
            yield f"{name}: the block {block} is " + (
                "never shown" if ancestors else "filled by nobody"
            )


def _parent(tree: nodes.Template) -> str | bool:
    """The name of the parent, False without one, True when it is computed."""
    extends = tree.find(nodes.Extends)
    if extends is None:
        return False
    return str(extends.template.value) if isinstance(extends.template, nodes.Const) else True


def _ancestors(name: str, parents: dict[str, str | bool]) -> list[str | None]:
    chain: list[str | None] = []
    parent = parents.get(name, False)
    while parent and len(chain) < 20:
        chain.append(None if parent is True else str(parent))
        parent = False if parent is True else parents.get(str(parent), False)
    return chain


def _inline(source: str) -> Iterator[str]:
    without_comments = re.sub(r"\{#.*?#\}", "", source, flags=re.DOTALL)
    markup = JINJA.sub("", without_comments)
    for pattern, what in INLINE:
        if pattern.search(markup):
            yield f"has {what}"
    for expression in JINJA.findall(without_comments):
        if match := IN_EXPRESSIONS.search(expression):
            yield f"hands on {match.group(1)}="


def _unmarked(name: str, tree: nodes.Template) -> Iterator[str]:
    """Words that stand in the page as they are; what is translated is an expression by now."""
    if not name.endswith((".html", ".txt", ".svg")):
        return
    page = CLASS_NAME.sub("", IDENTIFIER.sub("", "".join(_pieces(tree))))
    texts = [*SPOKEN.findall(page), *TAG.sub("\n", page).split("\n")]
    for text in texts:
        if set(WORD.findall(text)) - SAME_IN_EVERY_LANGUAGE:
            yield text.strip()


def _pieces(tree: nodes.Template) -> Iterator[str]:
    """The page's own text in order, each expression replaced by a sign that is no letter."""
    for output in tree.find_all(nodes.Output):
        for part in output.nodes:
            yield part.data if isinstance(part, nodes.TemplateData) else "\ufffc"


if __name__ == "__main__":
    sys.exit(main())
