"""The rows of a one-way table: small and unanimous classes merge into a rest until every row may be
spoken of."""

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass

from participation.results.disclosure.minimums import MIN_FIGURES


@dataclass(frozen=True)
class Group:
    """One row of a one-way table: the classes it sums over. `rest` marks the row in which several
    classes are merged. `only` is the ballot that all of it cast, None if they differ; `given`
    counts the ballots that answered each field, empty where none is silent."""

    classes: tuple[str, ...]
    n: int
    rest: bool = False
    only: Hashable | None = None
    given: tuple[int, ...] = ()


def merged_groups(groups: Iterable[Group], minimum: int = MIN_FIGURES) -> tuple[Group, ...]:
    """The rows a one-way table may show, the rest last; empty if it may show none.

    Classes that are small or unanimous, or that leave a field with too few answers in them or
    outside of them, merge. The rest never stands for one class alone and keeps the same rules: it
    takes the smallest class that is left until they hold, and a table of a rest alone is none.
    Classes without ballots drop out. Shown rows cover all ballots, so subtracting them from the
    whole leaves nothing.
    """
    present = sorted(
        (group for group in groups if group.n), key=lambda group: (group.n, group.classes)
    )
    whole = united(present).given
    shown = [group for group in present if speaks(group, whole, minimum)]
    hidden = [group for group in present if not speaks(group, whole, minimum)]
    if not hidden:
        return in_order(shown) if len(shown) > 1 else ()
    while not (len(hidden) > 1 and speaks(united(hidden), whole, minimum)):
        if not shown:
            return ()
        hidden.append(shown.pop(0))
    return (*in_order(shown), united(hidden)) if shown else ()


def speaks(group: Group, whole: tuple[int, ...], minimum: int) -> bool:
    """Whether a group may be a row: large enough, not unanimous, and every field answered by enough
    people in it and outside of it."""
    answered = all(
        own >= minimum and every - own >= minimum
        for own, every in zip(group.given, whole, strict=True)
    )
    return group.n >= minimum and group.only is None and answered


def in_order(groups: Sequence[Group]) -> tuple[Group, ...]:
    """Return the rows of a table in their order, the rest last."""
    return tuple(sorted(groups, key=lambda group: (group.rest, group.classes)))


def united(groups: Sequence[Group]) -> Group:
    """Return the groups as one row, the rest, and the ballot that all of it cast, if any."""
    alike = {group.only for group in groups}
    classes = tuple(sorted(name for group in groups for name in group.classes))
    return Group(
        classes,
        sum(group.n for group in groups),
        True,
        alike.pop() if len(alike) == 1 else None,
        tuple(map(sum, zip(*(group.given for group in groups), strict=True))),
    )


def coarser(groups: tuple[Group, ...]) -> tuple[Group, ...]:
    """The table with one class more in the rest, or none when only the rest would be left."""
    shown = sorted(
        (group for group in groups if not group.rest), key=lambda group: (group.n, group.classes)
    )
    rest = [group for group in groups if group.rest]
    taken = shown[: 1 if rest else 2]
    kept = [group for group in shown if group not in taken]
    return in_order([*kept, united(rest + taken)]) if kept else ()
