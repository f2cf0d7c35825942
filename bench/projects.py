"""What became of it, at size: the import of finance lines, the board and the money of thousands of
projects, the chain of an idea, and the pages on which planners answer."""

from __future__ import annotations

import secrets
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import select, update

from bench import data, pages
from bench.databases import Place
from bench.frame import FIELDS
from bench.pages import Page
from bench.report import Report
from bench.serve import Server
from participation.accounts.models import Account, AccountRole
from participation.answers.models import Answer
from participation.audit.service import SHELL
from participation.extensions import db
from participation.ideas.models import Idea
from participation.kernel.clock import clock
from participation.projects.finance.gathering import gather
from participation.projects.finance.intake import importing
from participation.projects.finance.rules import Stage
from participation.projects.models import Milestone, Project, StateChange
from participation.projects.rules import State
from participation.strategy import queries as strategies
from participation.web.transactions import begin_write

STRATEGY = "bench"
SOURCES = 10
CENTS = 10**15
"""What each line holds at least: ten thousand thousand million euros."""
STAFF_SHARE = 1 / 20
STAFF_STATEMENTS = 10
STAFF_TIME = 5
"""How many times as long: a page of all amounts takes seconds where sixteen ask at once."""
TEXT = {"de": data.SENTENCE * 5, "en": data.SENTENCE * 5}


def fill(report: Report, place: Place, round_id: int, projects: int) -> None:
    """Take a file of ten amounts for each project over, publish the projects, and answer every
    idea of a round; the first ones are taken into a project."""
    lines = projects * SOURCES
    path = place.folder / "finance.csv"
    path.write_text("\n".join(["project,source,year,stage,amount", *_lines(lines)]), "utf-8")
    began, processor = time.perf_counter(), time.process_time()
    importing.import_file(STRATEGY, path, add_missing=True, actor=SHELL, clock=clock)
    db.session.commit()
    told = f"{time.perf_counter() - began:.1f} s ({time.process_time() - processor:.1f} s of"
    what = f"import of {lines:,} finance lines, with their {projects:,} projects"
    report.add(place.backend, what, f"{told} processor)")
    _publish()
    _answer(round_id, db.session.scalars(select(Project.id).order_by(Project.id).limit(1)).one())
    _sums(report, place.backend, lines)


def _lines(count: int) -> Iterator[str]:
    for number in range(count):
        euros, cents = divmod(CENTS + number, 100)
        yield (
            f"Vorhaben {number // SOURCES},source-{number % SOURCES},2026,budgeted,"
            f"{euros}.{cents:02d}"
        )


def _sums(report: Report, backend: str, lines: int) -> None:
    money = gather(strategies.get(STRATEGY).id, public_only=True)
    found = sum(cell.cents or 0 for cell in money.table(Stage.BUDGETED).total.cells)
    right = CENTS * lines + lines * (lines - 1) // 2
    report.add(
        backend,
        f"sum of {lines:,} lines of a thousand million million cents",
        f"{found:,} cents",
        target="exact",
        met=found == right,
    )


def _publish() -> None:
    """Spread the projects over states and fields, and give each two milestones."""
    session = begin_write()
    ids = session.scalars(select(Project.id).order_by(Project.id)).all()
    now, states = datetime.now(UTC), list(State)
    session.execute(
        update(Project),
        [
            {
                "id": id_,
                "state": states[place % len(states)].value,
                "main_field": f"field-{place % FIELDS + 1}",
                "text": TEXT,
                "published_at": now,
            }
            for place, id_ in enumerate(ids)
        ],
    )
    for id_ in ids:
        session.add(StateChange(project_id=id_, state="planned", note={}, changed_at=now))
        for place in range(2):
            title = {"de": f"Schritt {place + 1}", "en": f"Step {place + 1}"}
            day = (now + timedelta(days=30 * place)).date()
            step = Milestone(project_id=id_, position=place, title=title, reason={})
            step.planned, step.due_on = day.isoformat(), day
            session.add(step)
    session.commit()


def _answer(round_id: int, project_id: int) -> None:
    now = datetime.now(UTC)
    ids = db.session.scalars(select(Idea.id).where(Idea.round_id == round_id).order_by(Idea.id))

    def rows() -> Iterator[dict[str, Any]]:
        for place, id_ in enumerate(ids.all()):
            taken = place < 20
            yield {
                "idea_id": id_,
                "status": "taken_into_project" if taken else "not_followed",
                "text": data.SENTENCE * 3,
                "competent": "",
                "project_id": project_id if taken else None,
                "version": 1,
                "staged_at": now,
                "staged_by": "bench",
                "staged_by_unit": False,
                "published_at": now,
                "published_by": "bench",
            }

    # The rows are read before the writing begins.
    data.bulk(Answer.__table__, list(rows()))


def make_staff(role: str) -> str:
    """Add a member of staff with a role and return the cookie of their session."""
    account = Account(
        is_staff=True,
        address="",
        address_hash=secrets.token_hex(32),
        name="Bench",
        session_token=data.SESSION_TOKEN,
        created_at=datetime.now(UTC),
        roles=[AccountRole(role=role, round_id=None)],
    )
    session = begin_write()
    session.add(account)
    session.commit()
    return data.cookie_of(account.id)


def public_pages(slug: str, numbers: list[str], projects: int) -> list[Page]:
    """The board, a page of one of its columns, the money, and ideas with their chain."""
    return [
        Page(f"board of {projects:,} projects", ("/projects/",)),
        Page("a column of the board, page 2", ("/projects/?state=running&page=2",)),
        Page(
            f"money of {projects:,} projects, {projects * SOURCES:,} lines",
            (f"/strategy/{STRATEGY}/finance",),
        ),
        Page("chain of an idea", tuple(f"/rounds/{slug}/ideas/{number}" for number in numbers)),
    ]


def staff_pages(slug: str, ideas: int, projects: int) -> list[Page]:
    """The planners' pages: answers, projects, money."""
    return [
        Page(f"answers to {ideas:,} ideas", (f"/planning/{slug}/answers",)),
        Page("answers, page 3", (f"/planning/{slug}/answers?page=3",)),
        Page(f"planners' list of {projects:,} projects", ("/planning/projects/",)),
        Page("planners' overview of the money", (f"/planning/strategies/{STRATEGY}/finance/",)),
    ]


def measure_staff(
    report: Report,
    backend: str,
    server: Server,
    bare: Server,
    found: list[Page],
    cookie: str,
    seconds: float,
) -> None:
    """Measure pages of staff, who read everything fresh, next to the bare view."""
    for page in found:
        base, rate = pages.in_turns(bare, server, page.paths, cookie, STAFF_TIME * seconds)
        if not rate.fine:
            report.add(backend, page.name, f"answers {dict(rate.outcome.statuses)}")
            continue
        report.add(
            backend,
            page.name,
            pages.told(rate),
            ratio=f"{rate.per_second / base.per_second:.2f} of the bare view"
            f" (processor {base.processor / rate.processor:.2f})",
            target=f"at least {STAFF_SHARE:.2f}",
            met=rate.per_second >= STAFF_SHARE * base.per_second,
        )
