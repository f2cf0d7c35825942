"""The audit record tells what happened and decides nothing: only pages that show it read it."""

from __future__ import annotations

import ast
from pathlib import Path

HOUSE = Path(__file__).parents[2] / "participation"
READERS = {"admin/forms_audit.py", "admin/views_audit.py"}
# The page of an original lists who read it, for those who are responsible for it.
READERS |= {"moderation/blackout/queries.py"}
# Entries whose time is over are counted, listed by their date and deleted.
ERASERS = {f"retention/{name}.py" for name in ("due", "queries", "records")}


def test_nothing_but_pages_that_show_it_reads_the_audit_record() -> None:
    readers = set()
    for path in HOUSE.rglob("*.py"):
        path_ = path.relative_to(HOUSE).as_posix()
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            names = [alias.name for alias in getattr(node, "names", ())]
            module = getattr(node, "module", None) or ""
            reads = module in ("participation.audit.models", "participation.audit.queries")
            if reads or (module == "participation.audit" and {"models", "queries"} & set(names)):
                readers.add(path_)
    own = {path_ for path_ in readers if path_.startswith("audit/")}
    assert readers - own == READERS | ERASERS
    assert own
