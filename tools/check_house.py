"""Measure the house: no circle of imports, no room too large, no file too long.

That no arrow goes up is held by the contracts in importlinter.toml.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import grimp

ROOT = Path(__file__).resolve().parent.parent
HOUSE = ROOT / "participation"
LONGEST_FILE = 300
LARGEST_ROOM = 0.15
OURS = ("participation", "tests", "tools", "bench", "config.py", "wsgi.py")


def main() -> int:
    """Print what is wrong, one line each, and return 1 when there is something."""
    problems = [*_circles(), *_large_rooms(), *_long_files()]
    for problem in problems:
        print(problem, file=sys.stderr)
    if not problems:
        print("house: fine (no circle, no room over 15 %, no file over 300 lines)")
    return 1 if problems else 0


def _lines(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())


def _long_files() -> Iterator[str]:
    for name in OURS:
        place = ROOT / name
        for path in [place] if place.is_file() else sorted(place.rglob("*.py")):
            if (count := _lines(path)) > LONGEST_FILE:
                yield f"{path.relative_to(ROOT)}: {count} lines, split it by noun"


def _large_rooms() -> Iterator[str]:
    """A room is a folder's own files; its subfolders are rooms of their own."""
    sizes: dict[Path, int] = {}
    for path in HOUSE.rglob("*.py"):
        sizes[path.parent] = sizes.get(path.parent, 0) + _lines(path)
    total = sum(sizes.values())
    for room, size in sorted(sizes.items()):
        if size > LARGEST_ROOM * total:
            yield f"{room.relative_to(ROOT)}: {size} of {total} lines, {size / total:.0%}"


def _circles() -> Iterator[str]:
    """Modules and folders that reach themselves through what they import."""
    graph = grimp.build_graph("participation")
    arrows = {
        module: set(graph.find_modules_directly_imported_by(module)) for module in graph.modules
    }
    for name, edges in (("files", arrows), ("features", _between_features(arrows))):
        for circle in _strongly_connected(edges):
            yield f"a circle of {name}: {', '.join(sorted(circle))}"


def _between_features(arrows: dict[str, set[str]]) -> dict[str, set[str]]:
    edges: dict[str, set[str]] = {}
    for module, targets in arrows.items():
        feature = _feature(module)
        edges.setdefault(feature, set()).update(
            other for target in targets if (other := _feature(target)) != feature
        )
    return edges


def _feature(module: str) -> str:
    return ".".join(module.split(".")[:2])


def _strongly_connected(edges: dict[str, set[str]]) -> Iterator[set[str]]:
    """Yield each set of two or more nodes that reach each other."""
    reach = {node: _reachable(node, edges) for node in edges}
    seen: set[str] = set()
    for node in sorted(edges):
        circle = {other for other in reach[node] if node in reach.get(other, set())}
        if circle and node not in seen:
            seen |= circle
            yield circle | {node}


def _reachable(start: str, edges: dict[str, set[str]]) -> set[str]:
    reachable: set[str] = set()
    waiting = list(edges.get(start, ()))
    while waiting:
        node = waiting.pop()
        if node not in reachable:
            reachable.add(node)
            waiting.extend(edges.get(node, ()))
    return reachable


if __name__ == "__main__":
    sys.exit(main())
