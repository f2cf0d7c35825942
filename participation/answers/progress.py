"""The way of an idea up to its answer, and how many ideas of a round wait for one: what the pages
of ideas are told."""

from __future__ import annotations

import functools
from collections.abc import Callable, Collection, Iterable
from dataclasses import replace

from flask import url_for
from flask_babel import ngettext

from participation.answers import queries
from participation.answers.mails import sentence
from participation.answers.models import GeneralStatement
from participation.answers.queries import Count, PublicAnswer
from participation.answers.rules import days_overdue
from participation.city.queries import city
from participation.ideas.lineage import root_of
from participation.ideas.models import Idea
from participation.ideas.progress import AnswerCount, CityAnswer, Progress
from participation.ideas.rules import READABLE_STATES, State
from participation.kernel.clock import clock
from participation.kernel.partial_dates import PartialDate
from participation.rounds.models import Round
from participation.rounds.rules import Moderation
from participation.web.cache import counted
from participation.web.filters import long_date, partial_date, tr
from participation.web.steps import ChainStep, Link, StepState, in_order
from participation.web.translation import _

Entailed = Callable[[Idea, PublicAnswer | None], tuple[ChainStep, ...]]
"""Takes a public idea with its answer and returns the steps after it."""


def progress_of(idea: Idea, round_: Round, entailed: Entailed) -> Progress:
    """Return the way of an idea, with the steps that its answer entails, and what the city answers
    to it; of one that is not public only that it was submitted and is looked at."""
    if idea.state not in READABLE_STATES:
        return Progress(_before_publication(idea))
    root = root_of(idea)
    # What went into another idea has that one's answer, unless it was answered itself before.
    subject, shown = idea, queries.public_answer(idea.id)
    if shown is None and root.id != idea.id:
        subject, shown = root, queries.public_answer(root.id)
    statement = queries.statement(round_.id) if shown is None else None
    before = _submitted(idea), _published(idea, round_), *_merged(idea, root)
    steps = (*before, _answered(shown, statement, round_), *entailed(subject, shown))
    return Progress(in_order(steps), city_answer(shown) if shown else _general(statement))


def answers_to(round_: Round, idea_ids: Collection[int]) -> dict[int, CityAnswer]:
    """Return what the city answers to these public ideas of a round, by their ids; those without
    any answer are missing."""
    own = {found.answer.idea_id: found for found in queries.public_answers_to(idea_ids)}
    rest = [idea_id for idea_id in idea_ids if idea_id not in own]
    general = _general(queries.statement(round_.id)) if rest else None
    answers = dict.fromkeys(rest, in_citys_name(general)) if general else {}
    return answers | dict(zip(own, city_answers(own.values()), strict=True))


def city_answers(found: Iterable[PublicAnswer]) -> list[CityAnswer]:
    """Return what the city answers to several ideas, in their order."""
    name = functools.cache(lambda: city().name)
    return [_named(city_answer(each), name) for each in found]


def in_citys_name(answer: CityAnswer) -> CityAnswer:
    """Return an answer with the city's name where no unit answers, for what names it nowhere
    else."""
    return _named(answer, lambda: city().name)


def _named(answer: CityAnswer, name: Callable[[], str]) -> CityAnswer:
    return answer if answer.unit else replace(answer, unit=name())


def _before_publication(idea: Idea) -> tuple[ChainStep, ...]:
    if idea.state != State.WAITING:
        return ()
    text = _("Die Moderation liest die Idee. Dann erscheint sie, oder Sie bekommen Gründe.")
    days = idea.round.promised_days
    holds = idea.round.settings.moderation == Moderation.HOLD
    if days and holds and not idea.change_asked:
        text += " " + ngettext(
            "Die Stadt sagt zu, innerhalb von %(num)s Arbeitstag zu entscheiden.",
            "Die Stadt sagt zu, innerhalb von %(num)s Arbeitstagen zu entscheiden.",
            days,
        )
    return (_submitted(idea), ChainStep(_("Prüfung"), StepState.NOW, text=text))


def _submitted(idea: Idea) -> ChainStep:
    return ChainStep(_("Eingereicht"), StepState.DONE, idea.submitted_at)


def _published(idea: Idea, round_: Round) -> ChainStep:
    looked_at = idea.decided_at or round_.settings.moderation == Moderation.HOLD
    title = _("Geprüft und veröffentlicht") if looked_at else _("Veröffentlicht")
    return ChainStep(title, StepState.DONE, idea.published_at)


def _merged(idea: Idea, root: Idea) -> tuple[ChainStep, ...]:
    if root.id == idea.id:
        return ()
    url = url_for("ideas.show", slug=root.round.slug, number=root.number)
    link = Link(url, _("Idee %(number)s", number=root.number))
    return (ChainStep(_("Zusammengeführt"), StepState.DONE, idea.decided_at, link=link),)


def _answered(
    shown: PublicAnswer | None, statement: GeneralStatement | None, round_: Round
) -> ChainStep:
    if shown is None or shown.interim:
        return _waiting(shown, statement, round_)
    unit = tr(shown.answer.unit.title) if shown.answer.unit else ""
    text = ". ".join(part for part in (unit, _limit_was(round_)) if part)
    return ChainStep(_("Beantwortet"), StepState.DONE, shown.answer.published_at, text)


def _waiting(
    shown: PublicAnswer | None, statement: GeneralStatement | None, round_: Round
) -> ChainStep:
    """The step of an idea that has no answer of its own yet: what comes next, and when."""
    due = round_.settings.answers_due
    late = days_overdue(due, clock.now(), round_.timezone)
    if shown is not None and shown.answer.review_by:
        until = PartialDate(shown.answer.review_by)
        values = {"date": partial_date(until)}
        text = _("Die Stadt prüft die Idee bis %(date)s.", **values)
        if until.last_day and days_overdue(until.last_day, clock.now(), round_.timezone):
            text = _("Die Stadt wollte die Idee bis %(date)s geprüft haben.", **values)
        return ChainStep(_("Prüfung durch die Stadt"), StepState.NOW, text=text)
    if statement is not None:
        text = _("keine eigene Antwort; es gilt die allgemeine Antwort")
        return ChainStep(_("Allgemein beantwortet"), StepState.DONE, statement.published_at, text)
    if due is None:
        text = _("noch nicht; diese Runde nennt keine Frist")
        return ChainStep(_("Antwort der Stadt"), StepState.OPEN, text=text)
    if not late:
        text = _("noch nicht, fällig bis zum %(day)s", day=long_date(due))
        return ChainStep(_("Antwort der Stadt"), StepState.NEXT, text=text)
    text = ngettext(
        "noch nicht, Frist seit %(num)s Tag vorbei",
        "noch nicht, Frist seit %(num)s Tagen vorbei",
        late,
    )
    return ChainStep(_("Antwort der Stadt"), StepState.NEXT, text=text)


def _limit_was(round_: Round) -> str:
    due = round_.settings.answers_due
    return _("Frist war der %(day)s", day=long_date(due)) if due else ""


def _link(shown: PublicAnswer) -> Link | None:
    """Lead to the project or the paper, as far as they are public."""
    if shown.project is not None:
        return Link(url_for("projects.show", key=shown.project.key), tr(shown.project.title))
    if shown.paper is not None:
        return Link(url_for("council.show", key=shown.paper.key), shown.paper.title)
    return None


def city_answer(shown: PublicAnswer) -> CityAnswer:
    """Return what the city answers to an idea."""
    answer = shown.answer
    return CityAnswer(
        sentence(answer.status, answer.review_by, answer.competent),
        answer.text,
        tr(answer.unit.title) if answer.unit else "",
        answer.published_at or answer.staged_at,
        corrected=answer.supersedes_id is not None,
        link=_link(shown),
        status=answer.status,
    )


def _general(statement: GeneralStatement | None) -> CityAnswer | None:
    if statement is None:
        return None
    said = _("Zu dieser Idee gibt es keine eigene Antwort. Für alle übrigen Ideen gilt:")
    at = statement.published_at
    return CityAnswer(said, statement.text, "", at, general=True)


def answer_count(round_: Round) -> AnswerCount:
    """Return how many public ideas of a round have an answer, at most ten seconds old."""
    round_id = round_.id
    return of_count(round_, counted(("answers", round_id), lambda: queries.count(round_id)))


def of_count(round_: Round, count: Count) -> AnswerCount:
    """Return how far the answers of a round are, beside its time limit."""
    due = round_.settings.answers_due
    late = days_overdue(due, clock.now(), round_.timezone)
    return AnswerCount(count.total, count.answered, count.in_review, count.stated, due, late)
