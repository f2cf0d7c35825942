"""Seed faults and see whether a test fails: `make mutate` (COUNT=100, SEED=… for the same again).

Faults are drawn at random over rules, permissions, method, disclosure and services, by the
operators of Cosmic Ray. Each is put into a copy of the committed tree, and the tests of its feature
run first, then all others but the browser's, without PostgreSQL before with it. A survivor is a
line that no test holds.
"""

from __future__ import annotations

import argparse
import ast
import difflib
import random
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import cosmic_ray.plugins
from cosmic_ray.commands.init import _all_work_items
from cosmic_ray.mutating import mutate_code
from cosmic_ray.work_item import MutationSpec

ROOT = Path(__file__).resolve().parent.parent
WHERE = (
    "participation/**/rules.py",
    "participation/**/rules_*.py",
    "participation/accounts/permissions.py",
    "participation/accounts/access.py",
    "participation/results/method/*.py",
    "participation/results/disclosure/*.py",
    "participation/**/service*.py",
    "participation/**/checking.py",
)
SHARED = (".venv", "node_modules", "static/vendor", "participation/translations")
LONGEST = 1200


@dataclass(frozen=True)
class Fault:
    """One change of one file that the tests should notice."""

    path: Path
    operator: str
    code: str
    diff: str


def main() -> int:
    """Print each fault with what became of it; return 1 when more than --most survive."""
    options = _options()
    seed = options.seed if options.seed is not None else random.SystemRandom().randrange(10**6)
    print(f"seed {seed}, {options.count} faults", flush=True)
    survivors = []
    with tempfile.TemporaryDirectory(prefix="mutate-") as folder:
        tree = _copy(Path(folder))
        for number, fault in enumerate(_draw(options.count, random.Random(seed)), 1):  # noqa: S311
            killed = _is_noticed(tree, fault)
            place = fault.path.relative_to(ROOT)
            print(f"{number:4} {'killed  ' if killed else 'SURVIVED'} {place} {fault.operator}")
            if not killed:
                survivors.append(fault)
                print(fault.diff)
            sys.stdout.flush()
    print(f"{options.count - len(survivors)} killed, {len(survivors)} survived, seed {seed}")
    return 1 if len(survivors) > options.most else 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=100)
    parser.add_argument("--seed", type=int)
    parser.add_argument("--most", type=int, default=10, help="survivors that are accepted")
    return parser.parse_args()


def _draw(count: int, chance: random.Random) -> Iterator[Fault]:
    """Yield faults without repetition, each of which changes what the program does."""
    files = sorted({path for pattern in WHERE for path in ROOT.glob(pattern)})
    # By line first: else the many ways to replace one plus would crowd out everything else.
    by_line: dict[tuple[Path, int], list[MutationSpec]] = {}
    for item in _all_work_items(files, {}):
        for mutation in item.mutations:
            place = (Path(mutation.module_path), mutation.start_pos[0])
            by_line.setdefault(place, []).append(mutation)
    places = sorted(by_line)
    chance.shuffle(places)
    drawn = 0
    for path, line in places:
        mutation = chance.choice(by_line[path, line])
        before = path.read_text(encoding="utf-8")
        operator = cosmic_ray.plugins.get_operator(mutation.operator_name)(
            **(mutation.operator_args or {})
        )
        after = mutate_code(before, operator, mutation.occurrence)
        if after is None or _meaning(after) in ("", _meaning(before)):
            continue
        lines = difflib.unified_diff(before.splitlines(), after.splitlines(), lineterm="", n=1)
        yield Fault(path, mutation.operator_name, after, "\n".join(list(lines)[2:]))
        drawn += 1
        if drawn == count:
            return


def _meaning(code: str) -> str:
    """The code without annotations, which nobody reads at run time; nothing for what is no code."""
    try:
        tree = ast.parse(code)
    except SyntaxError:
        return ""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            node.returns = None
        if isinstance(node, ast.arg):
            node.annotation = None
        if isinstance(node, ast.AnnAssign):
            node.annotation = ast.Constant(None)
    return ast.dump(tree)


def _copy(folder: Path) -> Path:
    tree = folder / "tree"
    tree.mkdir()
    archive = subprocess.run(["git", "archive", "HEAD"], cwd=ROOT, capture_output=True, check=True)
    subprocess.run(["tar", "-x", "-C", str(tree)], input=archive.stdout, check=True)
    for name in SHARED:
        if name == "participation/translations":
            shutil.copytree(ROOT / name, tree / name, dirs_exist_ok=True)
        else:
            (tree / name).symlink_to((ROOT / name).resolve())
    return tree


def _is_noticed(tree: Path, fault: Fault) -> bool:
    target = tree / fault.path.relative_to(ROOT)
    before = target.read_text(encoding="utf-8")
    target.write_text(fault.code, encoding="utf-8")
    feature = fault.path.relative_to(ROOT).parts[1]
    try:
        return not all(_pass(tree, what) for what in _widening(tree, feature))
    finally:
        target.write_text(before, encoding="utf-8")


def _widening(tree: Path, feature: str) -> Iterator[list[str]]:
    """What to run one after the other until something fails: the nearest and quickest first."""
    near, without_postgresql = f"tests/{feature}", ["-k", "not postgresql"]
    everything = ["-n", "2", "--dist", "loadgroup", "tests", "--ignore=tests/browser"]
    if (tree / near).is_dir():
        yield [*without_postgresql, near]
    yield [*without_postgresql, *everything]
    yield everything


def _pass(tree: Path, what: list[str]) -> bool:
    """Tell whether these tests pass; a run that never ends counts as one that fails."""
    command = [".venv/bin/python", "-m", "pytest", "-x", "-q"]
    try:
        done = subprocess.run(
            [*command, "-p", "no:cacheprovider", *what],
            cwd=tree,
            capture_output=True,
            check=False,
            timeout=LONGEST,
        )
    except subprocess.TimeoutExpired:
        return False
    return done.returncode == 0


if __name__ == "__main__":
    sys.exit(main())
