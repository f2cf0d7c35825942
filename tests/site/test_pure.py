"""What is called pure can be imported where neither Flask nor SQLAlchemy is ever loaded."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
NAMED = (
    "results/method/statistics.py",
    "results/disclosure/plan.py",
    "kernel/errors.py",
    "strategy/lineage.py",
)
BANNED = (
    "flask",
    "flask_babel",
    "flask_login",
    "flask_sqlalchemy",
    "flask_wtf",
    "sqlalchemy",
    "werkzeug",
    "wtforms",
)

FILES = sorted(
    {
        *(ROOT / "participation").glob("*/rules*.py"),
        *(ROOT / "participation" / name for name in NAMED),
    }
)
MODULES = [".".join(path.relative_to(ROOT).with_suffix("").parts) for path in FILES]


@pytest.mark.parametrize("module", MODULES)
def test_a_pure_module_loads_neither_flask_nor_sqlalchemy(module: str) -> None:
    """A fresh interpreter imports the module alone; what it brought with it stands in
    sys.modules."""
    program = (
        f"import sys; import {module}; "
        f"print(*sorted({{name.partition('.')[0] for name in sys.modules}} & set({BANNED!r})))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == [], f"{module} loads {done.stdout}"


def test_the_features_have_rules_to_look_at() -> None:
    """A glob that finds nothing would make the test above pass for the wrong reason."""
    assert {
        "participation.ideas.rules",
        "participation.rounds.rules",
        "participation.weighting.rules",
    } <= set(MODULES)
