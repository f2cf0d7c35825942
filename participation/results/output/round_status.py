"""Where a round stands on the way to its result, as planners see it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from participation.results import gathering, queries
from participation.results.models import Snapshot
from participation.results.rules import Version
from participation.rounds.models import Round
from participation.rounds.rules import Phase, phase
from participation.web.filters import number
from participation.web.translation import _
from participation.weighting import queries as weighting
from participation.weighting.wording import ballots_noun_of


@dataclass(frozen=True)
class RoundStatus:
    """A round as planners see it: where it stands, what is missing, which one action is next."""

    round: Round
    phase: Phase
    ballots: int
    versions: list[Version]
    missing: list[str]
    outdated: bool = False
    # Ballots that stand in no version are never counted once the key is gone, so whoever can act
    # has to hear of them.
    uncounted: str = ""
    # What lies in open batches is in no version.
    open_sheets: str = ""
    # Why there is no result and never will be.
    never: str = ""
    # The newest version with its tables, where it was read.
    snapshot: Snapshot | None = None

    @property
    def newest(self) -> Version | None:
        """The newest version of the result."""
        return self.versions[-1] if self.versions else None

    @property
    def computable(self) -> bool:
        """Whether the result can be made now."""
        return self.phase is Phase.AFTER and (not self.versions or self.outdated)

    @property
    def publishable(self) -> bool:
        """Whether a version waits for publication."""
        return (
            self.phase is Phase.AFTER
            and self.newest is not None
            and self.newest.published_at is None
        )

    @property
    def key_goes(self) -> datetime | None:
        """When the key is due to be destroyed."""
        return self.round.key_due if self.round.results_published_at else None


def all_statuses(now: datetime) -> list[RoundStatus]:
    """Return all published rounds as planners see them, newest first."""
    counts, versions = queries.ballot_counts(), queries.all_versions()
    return [
        _status(round_, now, counts.get(round_.id, 0), versions.get(round_.id, []))
        for round_ in queries.all_rounds()
    ]


def status(round_: Round, now: datetime, known: list[Version] | None = None) -> RoundStatus:
    """Return one round as planners see it; `known` are its versions where they are read already."""
    versions = queries.versions(round_.id) if known is None else known
    round_status = _status(round_, now, weighting.ballot_count(round_.id), versions)
    snapshot = queries.snapshot(round_status.newest.id) if round_status.newest else None
    round_status = replace(round_status, snapshot=snapshot)
    waits = gathering.open_sheets(round_.id)
    ballots = round_status.ballots
    changed = snapshot is not None and gathering.is_outdated(snapshot, ballots, waits)
    if round_status.publishable and changed:
        round_status = replace(round_status, outdated=True, uncounted=_changed(round_))
    elif changed and round_status.phase is Phase.AFTER and round_.key_destroyed_at is None:
        round_status = replace(round_status, uncounted=_changed(round_))
    # Where nothing is counted, no batch has to be closed for it.
    return replace(round_status, open_sheets="" if round_status.never else _open_sheets(waits))


def _changed(round_: Round) -> str:
    # Whether a version can follow takes reading every ballot, so the sentence names the condition.
    return _(
        "Seit der Berechnung haben sich die %(ballots)s geändert. Für eine neue Fassung müssen"
        " sich mindestens %(minimum)s %(ballots)s unterscheiden. Bis dahin gilt die vorhandene.",
        minimum=round_.settings.thresholds.figures,
        ballots=ballots_noun_of(round_),
    )


def _open_sheets(waiting: gathering.OpenSheets) -> str:
    if not waiting.batches:
        return ""
    return _(
        "Offene Stapel: %(batches)s, Bögen darin: %(sheets)s. Sie zählen erst mit, wenn die Stapel"
        " abgeschlossen sind.",
        batches=number(waiting.batches),
        sheets=number(waiting.sheets),
    )


def _status(round_: Round, now: datetime, ballots: int, versions: list[Version]) -> RoundStatus:
    never = queries.never_of(round_)
    phase_ = Phase.ABSENT if never else phase(round_.weights_window, now)
    missing = []
    if phase_ in (Phase.BEFORE, Phase.OPEN):
        missing.append(_("Das Zeitfenster muss geschlossen sein."))
    if phase_ is not Phase.ABSENT and not versions:
        missing.append(_("Das Ergebnis muss berechnet sein."))
    if phase_ is not Phase.ABSENT and not any(version.published_at for version in versions):
        missing.append(_("Sie müssen die Prüfliste durchgehen und veröffentlichen."))
    said = _(never) if never else ""
    return RoundStatus(round_, phase_, ballots, versions, missing, never=said)


def waiting(round_: Round, now: datetime) -> str:
    """Return why there is no result yet: `absent`, `before`, `open` or `after` (closed, not
    published)."""
    return phase(round_.weights_window, now).value
