"""What an idea may contain, which way it may go, who may change it and in which order ideas are
shown. Pure."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from participation.kernel.errors import N_, BadInput
from participation.rounds.rules import Phase, RoundState
from participation.strategy.rules import Frame

TITLE_LENGTH = 120
TEXT_LENGTH = 4000
EDIT_MINUTES = 15
"""How long the author may still edit an idea that was published at once."""
DRAFT_DAYS = 14
TAKEN_AWAY = "[gelöscht]"
"""What stands in the place of a text that was taken away."""
SEARCH_LENGTH = 100
SEARCH_WORDS = 8
SHUFFLE_SPAN = 2**31
SPECIAL = re.compile(r"([%_\\])")
NUMBER = re.compile(r"^([1-9][0-9]{3})-([0-9]{5,10})$")
MOST_IDEAS = 2**31 - 1
"""The largest id the database can hold; it would refuse a question for a larger one."""


class State(StrEnum):
    """Where an idea stands. An unfinished one is no idea yet but an `IdeaDraft`."""

    WAITING = "waiting"
    PUBLISHED = "published"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"
    REMOVED = "removed"
    # It went into another idea; its page stays and says into which.
    MERGED = "merged"


class Action(StrEnum):
    """What moves an idea from one state to another, or confirms the one it is in."""

    PUBLISH = "publish"
    REJECT = "reject"
    ASK = "ask"
    KEEP = "keep"
    REMOVE = "remove"
    WITHDRAW = "withdraw"


class LineageKind(StrEnum):
    """How one idea came out of another."""

    MERGE = "merge"
    SPLIT = "split"


class Sort(StrEnum):
    """The orders in which a list of ideas can be asked for."""

    RANDOM = "random"
    NEWEST = "newest"
    SUPPORTED = "supported"


TRANSITIONS: dict[tuple[State, Action], State] = {
    (State.WAITING, Action.PUBLISH): State.PUBLISHED,
    (State.WAITING, Action.REJECT): State.REJECTED,
    (State.WAITING, Action.ASK): State.WAITING,
    (State.WAITING, Action.WITHDRAW): State.WITHDRAWN,
    (State.PUBLISHED, Action.KEEP): State.PUBLISHED,
    (State.PUBLISHED, Action.REMOVE): State.REMOVED,
    (State.PUBLISHED, Action.WITHDRAW): State.WITHDRAWN,
    # A decision can be revised, and so can its reason.
    (State.REJECTED, Action.PUBLISH): State.PUBLISHED,
    (State.REJECTED, Action.REJECT): State.REJECTED,
    (State.REJECTED, Action.WITHDRAW): State.WITHDRAWN,
    (State.REMOVED, Action.PUBLISH): State.PUBLISHED,
    (State.REMOVED, Action.REMOVE): State.REMOVED,
    (State.REMOVED, Action.WITHDRAW): State.WITHDRAWN,
    # Its page is as public as any other. Merging and undoing that are no decisions on one idea:
    # `ideas/lineage.py` has them.
    (State.MERGED, Action.KEEP): State.MERGED,
    (State.MERGED, Action.REMOVE): State.REMOVED,
    (State.MERGED, Action.WITHDRAW): State.WITHDRAWN,
}
"""Every step there is; what is not here cannot happen."""

PUBLIC_STATES = (State.PUBLISHED,)
"""What is listed and counted as an idea of its own, for everybody."""

READABLE_STATES = (State.PUBLISHED, State.MERGED)
"""What everybody may open by its number: a merged idea keeps its page."""

MERGEABLE_STATES = (State.WAITING, State.PUBLISHED)
"""What can go into a published idea, and what can be split."""


@dataclass(frozen=True)
class Content:
    """What an idea says: cleaned text, the key of one field, and optionally of a goal of that
    field."""

    title: str
    text: str
    field_key: str
    goal_key: str | None = None


def after(state: State | str, action: Action) -> State | None:
    """Return the state an action leads to, or None when it cannot be done in this state."""
    return TRANSITIONS.get((State(state), action))


def actions_in(state: State | str) -> tuple[Action, ...]:
    """Return what can be done with an idea in this state."""
    return tuple(action for (start, action) in TRANSITIONS if start == state)


def problems(content: Content, frame: Frame) -> list[BadInput]:
    """Return what has to be corrected before an idea can be taken, in the order of the form; empty
    when it is fine.

    The errors name the form's fields `title`, `text`, `field` and `goal`.
    """
    errors = _title_problems(content.title) + _text_problems(content.text)
    field = frame.field(content.field_key)
    if not content.field_key:
        errors.append(BadInput(N_("Wählen Sie ein Handlungsfeld."), field="field"))
    elif field is None:
        sentence = N_("Dieses Handlungsfeld gibt es in der Runde nicht. Wählen Sie ein anderes.")
        errors.append(BadInput(sentence, field="field"))
    elif content.goal_key and field.goal(content.goal_key) is None:
        sentence = N_(
            "Dieses Ziel gehört nicht zum gewählten Handlungsfeld. Wählen Sie ein anderes oder"
            " keines."
        )
        errors.append(BadInput(sentence, field="goal"))
    return errors


def _title_problems(title: str) -> list[BadInput]:
    missing = N_("Geben Sie Ihrer Idee einen Titel.")
    too_long = N_(
        "Der Titel hat %(length)s Zeichen, %(most)s sind möglich. Kürzen Sie ihn um %(over)s"
        " Zeichen."
    )
    return _length_problems(title, TITLE_LENGTH, "title", missing, too_long)


def _text_problems(text: str) -> list[BadInput]:
    missing = N_("Beschreiben Sie Ihre Idee. Ein paar Sätze genügen.")
    too_long = N_(
        "Der Text hat %(length)s Zeichen, %(most)s sind möglich. Kürzen Sie ihn um %(over)s"
        " Zeichen."
    )
    return _length_problems(text, TEXT_LENGTH, "text", missing, too_long)


def _length_problems(
    text: str, most: int, field: str, missing: str, too_long: str
) -> list[BadInput]:
    length = len(text)
    if not length:
        return [BadInput(missing, field=field)]
    if length <= most:
        return []
    return [BadInput(too_long, field=field, length=length, most=most, over=length - most)]


def may_edit(
    *,
    state: State | str,
    is_author: bool,
    window_open: bool,
    publish_first: bool,
    submitted_at: datetime,
    decided: bool,
    now: datetime,
) -> bool:
    """Tell whether the author may change an idea.

    While it waits for a decision, and under publish-first for `EDIT_MINUTES` as long as nobody has
    decided on it; never once the window for ideas is closed.
    """
    if not is_author or not window_open:
        return False
    if state == State.WAITING:
        return True
    in_time = submitted_at <= now < submitted_at + timedelta(minutes=EDIT_MINUTES)
    return publish_first and state == State.PUBLISHED and not decided and in_time


def fields_counted(weights: Phase) -> bool:
    """Tell whether anybody may see how many ideas a field has.

    While people weight, and before, the number would tell them where others see the need.
    """
    return weights in (Phase.AFTER, Phase.ABSENT)


def support_shown(round_state: RoundState, *, during: bool) -> bool:
    """Tell whether anybody may see how many people support an idea.

    While a round runs the numbers draw more of the same, so they wait for its end unless the round
    shows them `during` it.
    """
    return during or round_state is RoundState.CLOSED


def may_support(*, state: State | str, is_author: bool, begun: bool, over: bool) -> bool:
    """Tell whether somebody may support an idea: a published one of somebody else, until the
    round's last window closes."""
    return state in PUBLIC_STATES and not is_author and begun and not over


def number_of(year: int, idea_id: int) -> str:
    """Return the public number, for instance 2026-00042."""
    return f"{year}-{idea_id:05d}"


def parse_number(number: str) -> tuple[int, int] | None:
    """Return year and id of a public number, None for anything that is not exactly one."""
    match = NUMBER.match(number)
    if match is None:
        return None
    year, idea_id = int(match[1]), int(match[2])
    fits = 1 <= idea_id <= MOST_IDEAS and number_of(year, idea_id) == number
    return (year, idea_id) if fits else None


def sorts(*, by_support: bool) -> tuple[Sort, ...]:
    """Return the orders that a reader can choose from."""
    return tuple(sort for sort in Sort if by_support or sort is not Sort.SUPPORTED)


def sort_of(raw: str | None, *, by_support: bool) -> Sort:
    """Return the order asked for, the day's random one for anything that cannot be chosen."""
    return next((sort for sort in sorts(by_support=by_support) if sort == raw), Sort.RANDOM)


def day_start(day: date, round_id: int) -> int:
    """Return where in [0, SHUFFLE_SPAN) the order of a day begins.

    Ideas keep their random places; each day starts at another place and goes round, so that nobody
    is always first.
    """
    digest = hashlib.sha256(f"{round_id}:{day.isoformat()}".encode()).digest()
    return int.from_bytes(digest[:8], "big") % SHUFFLE_SPAN


def like_patterns(folded: str) -> list[str]:
    """Return LIKE patterns (escape character backslash) for the words of a folded search, at most
    SEARCH_WORDS."""
    words = folded[:SEARCH_LENGTH].split()[:SEARCH_WORDS]
    return ["%" + SPECIAL.sub(r"\\\1", word) + "%" for word in words]


def content_digest(*values: str | None) -> str:
    """Return a digest of the values in order, by which an imported row is known again."""
    mac = hashlib.sha256()
    for value in values:
        data = (value or "").encode()
        mac.update(len(data).to_bytes(8, "big") + data)
    return mac.hexdigest()
