"""What the import contract cannot say in one line: a blueprint is shared within its feature, by
files of views, and by nobody else."""

from __future__ import annotations

import ast
from pathlib import Path

HOUSE = Path(__file__).parents[2] / "participation"


def test_only_files_of_views_of_the_same_feature_take_a_blueprint() -> None:
    strangers = []
    for path in HOUSE.glob("*/**/*.py"):
        relative = path.relative_to(HOUSE)
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.ImportFrom) and (node.module or "").endswith(".views"):
                # A room takes that of its feature, or of the room it lies in.
                folders = relative.parts[:-1]
                own = {
                    ".".join(("participation", *folders[:depth], "views"))
                    for depth in range(1, len(folders) + 1)
                }
                if not (node.module in own and relative.stem.startswith("views")):
                    strangers.append(f"{relative} imports {node.module}")
    assert strangers == []
