"""One weight of a published result as other pages cite it: never without its interval, the number
of answers behind it and the caveat."""

from __future__ import annotations

from dataclasses import dataclass

from participation.results.models import Snapshot
from participation.results.output.presenter import ResultPage
from participation.results.output.wording import interval, label, per_cent
from participation.web.filters import number
from participation.web.translation import _


@dataclass(frozen=True)
class CitedWeight:
    """A field's or goal's share in words, and what it measures; `interval` is empty where nothing
    varies, `answers` where it is not shown."""

    key: str
    title: str
    measure: str
    share: str
    interval: str
    answers: str
    caveat: str


def cited_weights(snapshot: Snapshot) -> list[CitedWeight]:
    """Return the weights of fields, in the order of their shares, and of goals that are shown."""
    page = ResultPage(snapshot)
    fields = [
        CitedWeight(
            key=str(row["item"]),
            title=label(row),
            measure=_("Gewählt von") if page.pick else _("Anteil"),
            share=page.written_share(row),
            interval=interval(row),
            answers=number(row["n_given"]) if row["n_given"] is not None else "",
            caveat=page.caveat,
        )
        for row in page.ordered
    ]
    answers = {goals.key: goals.n for goals in page.goals()}
    goals = [
        CitedWeight(
            key=str(row["item"]),
            title=label(row),
            measure=_("Anteil im Handlungsfeld"),
            share=per_cent(row["local_share"]),
            interval=interval(row),
            answers=number(answers[row["field"]]),
            caveat=page.caveat,
        )
        for row in page.tables["goals"]
        if not row["withheld"]
    ]
    return fields + goals


def cited_weight(snapshot: Snapshot, key: str) -> CitedWeight | None:
    """Return the weight of one field or goal, None where the result has none of this key."""
    return next((weight for weight in cited_weights(snapshot) if weight.key == key), None)
