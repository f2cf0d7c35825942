"""Relative links and pictures in the documents lead somewhere, the README names every setting, and
one version is named everywhere; no change is listed twice."""

from __future__ import annotations

import ast
import re
import sys
from pathlib import Path
from urllib.parse import unquote

ROOT = Path(__file__).resolve().parent.parent
LINK = re.compile(
    r"!?\[[^\]]*\]\(<?([^)\s>]+)>?(?:\s+\"[^\"]*\")?\)|<(?:img|a)\s[^>]*(?:src|href)=\"([^\"]+)\""
)
HEADING = re.compile(r"^#+\s+(.*)$", re.MULTILINE)
SETTING = re.compile(r"[A-Z][A-Z0-9_]{2,}")
# Read by the Makefile and the Procfile, not by config.py.
ELSEWHERE = {"PORT"}


def main() -> int:
    """Print what is wrong, one line each, and return 1 when there is something."""
    documents = [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").rglob("*.md"))]
    problems = [] if (ROOT / "README.md").exists() else ["README.md is missing"]
    for document in documents:
        problems += _broken_links(document)
    problems += _unnamed_settings()
    problems += _other_versions()
    problems += _doubled_changes()
    for problem in problems:
        print(problem, file=sys.stderr)
    if not problems:
        print(f"documents: fine ({len(documents)})")
    return 1 if problems else 0


def _broken_links(document: Path) -> list[str]:
    text = re.sub(r"```.*?```", "", document.read_text(encoding="utf-8"), flags=re.DOTALL)
    problems = []
    for match in LINK.finditer(text):
        target = match.group(1) or match.group(2)
        if re.match(r"[a-z]+:", target):
            continue
        name, _, fragment = target.partition("#")
        there = (document.parent / unquote(name)).resolve() if name else document
        if not there.exists():
            problems.append(f"{document.relative_to(ROOT)}: {target} leads nowhere")
        elif fragment and there.suffix == ".md" and fragment not in _anchors(there):
            problems.append(
                f"{document.relative_to(ROOT)}: {target} names a heading that is not there"
            )
    return problems


def _anchors(document: Path) -> set[str]:
    headings = HEADING.findall(document.read_text(encoding="utf-8"))
    return {
        re.sub(r"[^\w\- ]", "", heading.strip().lower()).replace(" ", "-") for heading in headings
    }


def _other_versions() -> list[str]:
    """Changelog and publiccode.yml name the version that the methods files name, and one date."""
    source = (ROOT / "participation" / "kernel" / "version.py").read_text(encoding="utf-8")
    version = re.search(r'^VERSION = "(.+)"$', source, re.MULTILINE)
    number = version.group(1) if version else ""
    publiccode = (ROOT / "publiccode.yml").read_text(encoding="utf-8")
    date = re.search(r'^releaseDate: "(.+)"$', publiccode, re.MULTILINE)
    places = {
        "CHANGELOG.md": f"## [{number}] - {date.group(1) if date else ''}\n",
        "publiccode.yml": f"softwareVersion: {number}\n",
    }
    return [
        f"{name}: does not say: {line.strip()}"
        for name, line in places.items()
        if line not in (ROOT / name).read_text(encoding="utf-8")
    ]


def _doubled_changes() -> list[str]:
    """No change is listed twice: Git keeps both sides of the list where branches meet."""
    entries = [
        line
        for line in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8").splitlines()
        if line.startswith("- ")
    ]
    doubled = sorted({entry for entry in entries if entries.count(entry) > 1})
    return [f"CHANGELOG.md: twice: {entry}" for entry in doubled]


def _unnamed_settings() -> list[str]:
    readme = ROOT / "README.md"
    rows = (
        [line for line in readme.read_text(encoding="utf-8").splitlines() if line.startswith("|")]
        if readme.exists()
        else []
    )
    named = {name for row in rows for name in re.findall(r"`([A-Z][A-Z0-9_]+)`", row)}
    return [
        f"README.md: no row of a table names the setting `{name}`"
        for name in sorted(_settings() - named)
    ]


def _settings() -> set[str]:
    """The names that config.py asks the environment for, found in its syntax tree."""
    tree = ast.parse((ROOT / "config.py").read_text(encoding="utf-8"))
    names = set(ELSEWHERE)
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            asked = node.func.value if isinstance(node.func, ast.Attribute) else None
            parts = [*node.args, *([asked] if asked is not None else [])]
        elif isinstance(node, ast.Subscript):
            parts = [node.value, node.slice]
        else:
            continue
        if any(isinstance(part, ast.Name) and part.id in {"env", "environ"} for part in parts):
            constants = [
                part.value
                for part in parts
                if isinstance(part, ast.Constant) and isinstance(part.value, str)
            ]
            names.update(name for name in constants if SETTING.fullmatch(name))
    return names


if __name__ == "__main__":
    sys.exit(main())
