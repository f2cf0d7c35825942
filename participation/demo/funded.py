"""Who pays for the demo's projects: the region, the city and private hands. Part of the region's
money is locked, one amount names no year, and of some projects nobody has said what they cost."""

from __future__ import annotations

from participation.demo.content import Content
from participation.demo.people import DEMO
from participation.kernel.amounts import Amount, Unit
from participation.kernel.partial_dates import PartialDate
from participation.projects.finance.intake.importing import import_file
from participation.projects.finance.planning import service
from participation.projects.finance.planning import service_sources as sources
from participation.projects.finance.planning.service import By
from participation.projects.finance.rules import LockKind, SourceKind
from participation.rounds.models import Round

WRITTEN = -24
"""The day on which the amounts were noted."""
SOURCES = (
    ("region", SourceKind.REGIONAL, {"de": "Region Aue", "en": "Aue region"}),
    ("city", SourceKind.MUNICIPAL, {"de": "Stadt", "en": "City"}),
    ("private", SourceKind.PRIVATE, {"de": "Private", "en": "Private"}),
)
LOCKED = Amount(200_000_00, Unit.THOUSAND)
LOCK_REASON = "Die Region gibt den Betrag frei, wenn die Stadt die Pläne vorgelegt hat."
RATE = 50_00
ELIGIBLE = "Baukosten ohne Grundstück"


def fund(round_: Round, content: Content) -> None:
    """Note the sources of the closed round's strategy, what they pay, a rate and a lock."""
    slug = round_.strategy.slug
    by = By(DEMO, content.clock(WRITTEN))
    for key, kind, title in SOURCES:
        sources.save_source(
            slug, None, new_key=key, title=title, kind=kind, programme="", version=0, by=by
        )
    with content.file("money") as path:
        import_file(slug, path, actor=by.actor, clock=by.clock)
    service.add_approval(
        slug,
        "kuehle-schulhoefe",
        source="region",
        rate=RATE,
        eligible_costs=ELIGIBLE,
        start=PartialDate(f"{content.today.year}"),
        paper_id=None,
        by=by,
    )
    sources.record_lock(
        slug,
        source="region",
        year=content.today.year + 1,
        kind=LockKind.PLACED,
        amount=LOCKED,
        reason=LOCK_REASON,
        paper_id=None,
        token="demo-lock",  # noqa: S106 (of a form)
        by=by,
    )
