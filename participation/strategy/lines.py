"""The lineage between versions of a strategy, and from a round's frame to a version."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from participation.strategy.diff import composed
from participation.strategy.lineage import Line
from participation.strategy.models import StrategyVersion


def way_to(versions: Sequence[StrategyVersion], version: StrategyVersion) -> list[StrategyVersion]:
    """Return the versions from which one was begun, the first one first, and itself."""
    by_id = {row.id: row for row in versions}
    way = [version]
    while way[0].based_on_id in by_id:
        way.insert(0, by_id[way[0].based_on_id])
    return way


def lines_between(
    versions: Sequence[StrategyVersion],
    before: StrategyVersion,
    after: StrategyVersion,
    lineages: Mapping[int, Sequence[Line]],
) -> tuple[Line, ...]:
    """Return the lineage from one version to another that was begun from it; none where it was
    not: then keys alone tell what is the same."""
    way = way_to(versions, after)
    if before not in way:
        return ()
    return composed(lineages.get(row.id, ()) for row in way[way.index(before) + 1 :])


def lines_from_frame(
    versions: Sequence[StrategyVersion],
    version: StrategyVersion,
    lineages: Mapping[int, Sequence[Line]],
    digest: str,
) -> tuple[Line, ...]:
    """Return the lineage from the frame of this digest to a version.

    A frame that no version on the way had may be older than all: then every line counts, so that
    nothing is compared that was split or merged on the way.
    """
    way = way_to(versions, version)
    same = [index for index, row in enumerate(way) if row.frame_digest == digest]
    later = way[same[-1] + 1 :] if same else way
    return composed(lineages.get(row.id, ()) for row in later)
