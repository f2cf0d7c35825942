"""Reports in the browser tests: published ones with changes, one that is corrected, a begun one,
and who opens which page of them."""

from __future__ import annotations

from participation.extensions import db
from participation.progress import service
from participation.progress.rules import Rhythm
from participation.strategy import queries as strategies
from tests.progress.making import FIRST, SECOND, WHO, begin, come_to, publish, write
from tests.projects.making import make_milestone, make_project

LONG = "Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichenverordnung" * 2
PROJECT = "canal"


def arrange(slug: str) -> None:
    """Publish two reports on a strategy, correct the second, and begin a third; something changed
    each time."""
    strategy = strategies.get(slug)
    project = make_project(strategy, key=PROJECT, title={"de": LONG[:120]}, state="planned")
    milestone = make_milestone(project, "2026-Q3")
    service.set_rhythm(slug, Rhythm(6, FIRST.due), version=0, **WHO)
    first = begin(strategy, FIRST)
    write(first, project, LONG)
    publish(first)
    milestone.expected, milestone.reason = "2027-Q2", {"de": LONG}
    db.session.commit()
    make_milestone(project, "2028", title={"de": LONG[:120]})
    come_to(project, "running")
    publish(begin(strategy, SECOND))
    correction = service.begin_correction(slug, 2, LONG, **WHO)
    db.session.commit()
    publish(correction)
    service.begin_correction(slug, 3, LONG, **WHO)
    db.session.commit()


def pages(demo: str, corrected: str) -> dict[str, list[tuple[str | None, str]]]:
    """Who opens which page of reports, by endpoint. The demo's strategy has one published report
    and a begun one."""
    base, planner = f"/planning/reports/{demo}", "planner"
    return {
        "progress.index": [(None, "/reports/")],
        "progress.show": [
            (None, f"/strategy/{demo}/reports/1"),
            *[(None, f"/strategy/{corrected}/reports/{number}") for number in (1, 2, 3)],
        ],
        "progress.of_project": [(None, f"/projects/{PROJECT}/reports")],
        "progress.planning_list": [
            (role, "/planning/reports/") for role in (planner, "unit", "auditor")
        ],
        "progress.set_rhythm": [(planner, f"{base}/rhythm")],
        "progress.begin": [(planner, f"{base}/begin")],
        "progress.change_period": [(planner, f"{base}/2/period")],
        "progress.planned": [(role, f"{base}/2") for role in (planner, "unit", "auditor")],
        "progress.write": [
            (planner, f"/planning/reports/{corrected}/4/projects/{PROJECT}"),
            ("unit", f"{base}/2/projects/schulstrassen"),
        ],
        "progress.publish": [
            (planner, f"{base}/2/publish"),
            (planner, f"/planning/reports/{corrected}/4/publish"),
        ],
        "progress.correct": [(planner, f"{base}/1/correct")],
        "progress.discard": [(planner, f"{base}/2/discard")],
    }
