"""The steps in which a round is set up, and in which of them each setting stands. Pure."""

from __future__ import annotations

from enum import StrEnum

from participation.kernel.errors import BadInput
from participation.rounds.configuration.checking import setting_of
from participation.rounds.configuration.settings import Settings
from participation.rounds.configuration.specs import Section, specs_of


class Step(StrEnum):
    """Settings that are saved together."""

    SUBJECT = "subject"
    PEOPLE = "people"
    COUNTING = "counting"
    QUESTIONS = "questions"


ORDER = (Step.SUBJECT, Step.PEOPLE, Step.COUNTING)
"""The steps as they follow each other; the check comes after them. Questions are a page of their
own within the last one."""


STEPS: dict[Section, Step] = {
    Section.SUBJECT: Step.SUBJECT,
    Section.TEXTS: Step.SUBJECT,
    Section.WINDOWS: Step.PEOPLE,
    Section.PEOPLE: Step.PEOPLE,
    Section.CONTACT: Step.PEOPLE,
    Section.WEIGHTING: Step.COUNTING,
    Section.IDEAS: Step.COUNTING,
    Section.RESULT: Step.COUNTING,
    Section.RETENTION: Step.COUNTING,
    Section.QUESTIONS: Step.QUESTIONS,
    Section.FILE_ONLY: Step.COUNTING,
}


def step_of(problem: BadInput) -> Step | None:
    """Return the step in which a problem is mended; None for one that is not about a setting."""
    name = setting_of(problem.field)
    return STEPS[specs_of(Settings)[name].section] if name else None
