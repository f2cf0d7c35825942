"""Seed faults and see whether a test fails: `make mutate` (COUNT=100, SEED=… for the same again).

Faults are drawn at random over rules, permissions, method, disclosure and services, by the
operators of Cosmic Ray. The tests run once, all but the browser's, to record which of them executes
which line. Then each fault is put into a copy of the committed tree, and the tests that execute its
statement run until one fails: SQLite's before PostgreSQL's, those of its feature first, and at most
the 400 nearest, so that a survivor costs a minute. What a program executes that a test starts is
not recorded. A survivor is a line that no test near it holds.
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
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import cosmic_ray.plugins
import coverage
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
TWO_AT_A_TIME = ["-n", "2", "--dist", "loadgroup"]
# So few run in one process: starting two would take longer.
FEW = 40
NEAREST = 400


@dataclass(frozen=True)
class Fault:
    """One change of one file that the tests should notice."""

    path: Path
    lines: range
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
        tests = Tests(tree)
        print(f"{len(tests.seconds)} tests", flush=True)
        for number, fault in enumerate(_draw(options.count, random.Random(seed)), 1):  # noqa: S311
            killed = _is_noticed(tree, fault, tests.of(fault))
            location = f"{fault.path.relative_to(ROOT)}:{fault.lines.start}"
            print(f"{number:4} {'killed  ' if killed else 'SURVIVED'} {location} {fault.operator}")
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
            location = (Path(mutation.module_path), mutation.start_pos[0])
            by_line.setdefault(location, []).append(mutation)
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
        text = "\n".join(list(lines)[2:])
        yield Fault(path, _statement(before, line), mutation.operator_name, after, text)
        drawn += 1
        if drawn == count:
            return


def _meaning(code: str) -> str:
    """The code without annotations, which nobody reads at run time, and without the signs that say
    how arguments may be passed; nothing for what is no code."""
    try:
        tree = ast.parse(code)
    except SyntaxError:
        return ""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            node.returns = None
            _pass_in_any_way(node.args)
        if isinstance(node, ast.arg):
            node.annotation = None
        if isinstance(node, ast.AnnAssign):
            node.annotation = ast.Constant(None)
    return ast.dump(tree)


def _pass_in_any_way(arguments: ast.arguments) -> None:
    """Make positional-only and keyword-only arguments plain ones, each with its default."""
    positional = [*arguments.posonlyargs, *arguments.args]
    missing: list[ast.expr | None] = [None] * (len(positional) - len(arguments.defaults))
    arguments.kw_defaults = [*missing, *arguments.defaults, *arguments.kw_defaults]
    arguments.kwonlyargs = [*positional, *arguments.kwonlyargs]
    arguments.posonlyargs, arguments.args, arguments.defaults = [], [], []


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


def _statement(code: str, line: int) -> range:
    """The lines of the innermost statement around a line; of one with a body, those above it."""
    lines = range(line, line + 1)
    for node in ast.walk(ast.parse(code)):
        if not isinstance(node, ast.stmt | ast.ExceptHandler | ast.match_case):
            continue
        body = getattr(node, "body", None)
        first = node.pattern.lineno if isinstance(node, ast.match_case) else node.lineno
        last = (body[0].lineno - 1 if body else getattr(node, "end_lineno", None)) or first
        if first <= line <= last:
            # What is walked later lies deeper.
            lines = range(first, last + 1)
    return lines


class Tests:
    """Which tests execute a line, and how long each takes: a run of all but the browser's."""

    def __init__(self, tree: Path) -> None:
        """Run them once; one that fails without any fault proves nothing and is left out."""
        report = tree / "report.xml"
        everything = ["--ignore=tests/browser", "-o", "junit_family=xunit1", f"--junitxml={report}"]
        record = ["--cov", "--cov-context=test", "--cov-report=", "--cov-fail-under=0"]
        done = subprocess.run(
            [*_pytest(tree), *TWO_AT_A_TIME, *everything, *record], cwd=tree, check=False
        )
        if done.returncode not in (0, 1) or not (tree / ".coverage").exists():
            raise SystemExit("The tests cannot be run.")
        self._data = coverage.CoverageData(str(tree / ".coverage"))
        self._data.read()
        self._tree = tree
        self.seconds = {
            f"{case.get('file')}::{case.get('name')}": float(case.get("time") or 0)
            for case in ElementTree.parse(report).iter("testcase")  # noqa: S314
            if case.find("failure") is None and case.find("error") is None
        }
        if not self.seconds:
            raise SystemExit("The tests cannot be run.")

    def of(self, fault: Fault) -> list[str]:
        """The tests that execute the statement: SQLite's first, then its feature's, then by time.

        A line that is executed while modules are imported concerns whoever executes its module.
        """
        path = fault.path.relative_to(ROOT)
        by_line = self._data.contexts_by_lineno(str(self._tree / path))
        contexts = {name for line in fault.lines for name in by_line.get(line, ())} - {""}
        contexts = contexts or {name for names in by_line.values() for name in names} - {""}
        tests = {name.rsplit("|", 1)[0] for name in contexts} & self.seconds.keys()
        near = f"tests/{path.parts[1]}/"
        return sorted(
            tests,
            key=lambda name: (
                "postgresql" in name,
                not name.startswith(near),
                self.seconds[name],
                name,
            ),
        )


def _pytest(tree: Path) -> list[str]:
    """How to call pytest in the tree, with temporary folders of its own."""
    folder = f"--basetemp={tree.parent}/pytest"
    return [".venv/bin/python", "-m", "pytest", "-q", "-p", "no:cacheprovider", folder]


def _is_noticed(tree: Path, fault: Fault, tests: list[str]) -> bool:
    target = tree / fault.path.relative_to(ROOT)
    before = target.read_text(encoding="utf-8")
    target.write_text(fault.code, encoding="utf-8")
    try:
        return not all(_pass(tree, some) for some in (tests[:FEW], tests[FEW:NEAREST]) if some)
    finally:
        target.write_text(before, encoding="utf-8")


def _pass(tree: Path, tests: list[str]) -> bool:
    """Tell whether these tests pass; a run that never ends counts as one that fails."""
    names = tree / "tests.txt"
    names.write_text("\n".join(tests), encoding="utf-8")
    try:
        done = subprocess.run(
            [*_pytest(tree), "-x", *(TWO_AT_A_TIME if len(tests) > FEW else []), f"@{names}"],
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
