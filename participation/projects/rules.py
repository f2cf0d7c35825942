"""What a project may contain and which states it may go through. Pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from participation.council.way import Work
from participation.kernel.errors import N_, BadInput
from participation.kernel.text import fold
from participation.strategy.rules import Texts, key_problem, normal_texts, text_problems

TITLE_LENGTH = 120
TEXT_LENGTH = 4000
NAME_LENGTH = 80
"""Of a place, a partner, an alias."""
MOST_NAMES = 20
NOTE_LENGTH = 1000
WORDING_LENGTH = 80
"""Of the words in which a source names a date."""
MOST_MILESTONES = 40
EFFECT_LENGTH = 500


class State(StrEnum):
    """How far a project is, from its proposal to its end."""

    PROPOSED = "proposed"
    PLANNED = "planned"
    DECIDED = "decided"
    RUNNING = "running"
    DONE = "done"
    STOPPED = "stopped"


class Kind(StrEnum):
    """The part of the implementation concept in which a project stands."""

    PRIORITY = "priority"
    REGULAR = "regular"
    POOL = "pool"


OVER = (State.DONE, State.STOPPED)
"""States in which nothing is late any more."""
BEGUN = (State.RUNNING, State.DONE)


@dataclass(frozen=True)
class Draft:
    """What a planner writes about a project: cleaned texts, names in their order."""

    key: str
    title: Texts
    text: Texts
    kind: str = Kind.REGULAR
    state: str = State.PROPOSED
    place: str = ""
    unit: str | None = None
    main_field: str | None = None
    aliases: tuple[str, ...] = ()
    partners: tuple[str, ...] = ()


def work_on(counts: Mapping[str, int]) -> Work:
    """Return how far the projects of a strategy are, from how many are in each state."""
    begun, over = (sum(counts.get(state, 0) for state in states) for states in (BEGUN, OVER))
    return Work(sum(counts.values()), begun, over)


def normal(draft: Draft) -> Draft:
    """Return a draft as it is compared and stored: no empty texts, none of the names twice."""
    return replace(
        draft,
        title=normal_texts(draft.title),
        text=normal_texts(draft.text),
        unit=draft.unit or None,
        main_field=draft.main_field or None,
        aliases=tuple(dict.fromkeys(name for name in draft.aliases if name)),
        partners=tuple(dict.fromkeys(name for name in draft.partners if name)),
    )


def next_states(state: State | str) -> tuple[State, ...]:
    """Return the states that a project can go to: every other one, for projects are taken up
    again, and corrected."""
    return tuple(other for other in State if other != State(state))


def is_before_decision(state: State | str) -> bool:
    """Tell whether a project in this state still waits to be decided."""
    return state in (State.PROPOSED, State.PLANNED)


def problems(draft: Draft, *, fields: Collection[str]) -> list[BadInput]:
    """Return what has to be corrected before a project can be stored, in the order of the form.

    `fields` are the keys of the strategy's action fields. Errors name the form's fields, texts as
    `title.de`.
    """
    wrong = key_problem(draft.key, "key")
    errors = [wrong] if wrong else []
    errors += text_problems(draft.title, "title", TITLE_LENGTH)
    errors += text_problems(draft.text, "text", TEXT_LENGTH, required=False)
    errors += _choice_problems(draft.kind, Kind, "kind")
    errors += _choice_problems(draft.state, State, "state")
    errors += _length_problems(draft.place, "place")
    if draft.main_field and draft.main_field not in fields:
        sentence = N_("Das Handlungsfeld „%(key)s“ gibt es in der Strategie nicht.")
        errors.append(BadInput(sentence, field="main_field", key=draft.main_field[:60]))
    errors += _names_problems(draft.aliases, "aliases")
    errors += _names_problems(draft.partners, "partners")
    if any(";" in name for name in draft.partners):
        # In files a semicolon stands between two partners.
        sentence = N_("Ein Partner hat ein Semikolon im Namen. Schreiben Sie ihn ohne.")
        errors.append(BadInput(sentence, field="partners"))
    return errors


def _choice_problems(value: str, known: type[StrEnum], field: str) -> list[BadInput]:
    if value in set(known):
        return []
    sentence = N_("„%(value)s“ ist hier nicht möglich. Möglich ist: %(known)s")
    return [BadInput(sentence, field=field, value=value[:40], known=", ".join(known))]


def _length_problems(name: str, field: str) -> list[BadInput]:
    if len(name) <= NAME_LENGTH:
        return []
    sentence = N_("„%(name)s“ ist länger als %(most)s Zeichen. Kürzen Sie den Namen.")
    return [BadInput(sentence, field=field, name=f"{name[:40]} …", most=NAME_LENGTH)]


def _names_problems(names: tuple[str, ...], field: str) -> list[BadInput]:
    errors = [error for name in names for error in _length_problems(name, field)]
    if len(names) > MOST_NAMES:
        sentence = N_("Hier sind höchstens %(most)s Namen möglich.")
        errors.append(BadInput(sentence, field=field, most=MOST_NAMES))
    return errors


def searchable(draft: Draft) -> str:
    """Return the words by which a project is found, folded for searching."""
    texts = [*draft.title.values(), *draft.aliases, draft.place, *draft.text.values()]
    return fold("\n".join(text for text in texts if text))
