"""What a set of criteria and the scores by it may be. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from participation.kernel.errors import N_, BadInput
from participation.kernel.text import slug_of
from participation.projects.rules import TITLE_LENGTH
from participation.strategy.rules import KEY_LENGTH, Texts, text_problems

MOST_CRITERIA = 20
HIGHEST_TOP = 10


@dataclass(frozen=True)
class Criteria:
    """A set of criteria with their titles in order; scores go from 0 to `top`."""

    title: Texts
    criteria: tuple[Texts, ...]
    top: int


def problems(criteria: Criteria) -> list[BadInput]:
    """Return what has to be corrected before a set can be stored, by the form's fields."""
    errors = text_problems(criteria.title, "title", TITLE_LENGTH)
    if not 1 <= len(criteria.criteria) <= MOST_CRITERIA:
        sentence = N_("Es sind 1 bis %(most)s Kriterien möglich, jedes in einer Zeile.")
        errors.append(BadInput(sentence, field="criteria", most=MOST_CRITERIA))
    for title in criteria.criteria:
        for problem in text_problems(title, "criteria", TITLE_LENGTH):
            problem.field = "criteria"
            errors.append(problem)
    if len(set(keys(criteria.criteria))) < len(criteria.criteria):
        sentence = N_("Zwei Kriterien heißen gleich. Geben Sie jedem einen eigenen Namen.")
        errors.append(BadInput(sentence, field="criteria"))
    if not 1 <= criteria.top <= HIGHEST_TOP:
        sentence = N_("Wählen Sie eine Zahl von 1 bis %(most)s.")
        errors.append(BadInput(sentence, field="top", most=HIGHEST_TOP))
    return errors


def keys(titles: Sequence[Texts]) -> list[str]:
    """Return the key of each criterion, made of its German title."""
    return [slug_of(title.get("de", ""))[:KEY_LENGTH].strip("-") or "-" for title in titles]


def score_problems(
    scores: Mapping[str, int], *, criteria: Sequence[str], top: int
) -> list[BadInput]:
    """Return what is wrong with scores by the keys of a set's criteria."""
    wrong = [key for key, score in scores.items() if key not in criteria or not 0 <= score <= top]
    if not wrong:
        return []
    sentence = N_("Möglich sind 0 bis %(top)s Punkte für jedes Kriterium der Liste.")
    return [BadInput(sentence, top=top)]
