"""What a dry run holds at each of its moments, made through the features' own services. Everything
here runs within the application of the dry run (`mounting.within`)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from random import Random

from flask_babel import force_locale
from sqlalchemy import select

from participation.dry_run import ballots, people
from participation.dry_run.copying import Copy, paste_city
from participation.dry_run.rules import Moment, Stop, marked
from participation.extensions import db
from participation.ideas import service as ideas
from participation.ideas.models import Idea
from participation.ideas.rules import Action, Content, State
from participation.kernel.clock import clock, pretending
from participation.keyring import service as keyring
from participation.moderation import service as moderation
from participation.organisations import queries as organisations
from participation.results import service as results
from participation.rounds import editing, lifecycle
from participation.rounds.models import Round
from participation.rounds.rules import Phase, phase
from participation.strategy import service as strategies
from participation.web.migrations import make_tables
from participation.web.transactions import commit_now
from participation.web.translation import _

BALLOTS = 60
"""Cast in the middle of the window, and as many again until the last day."""
IDEAS = 6
PUBLISHED = 4
"""Of the ideas; the others wait for a decision."""


def make(copied: Copy, first: Stop) -> None:
    """Make the database and the keys, and publish the round as of its first moment."""
    make_tables()
    with pretending(first.at - timedelta(days=1)), force_locale("de"):
        keyring.init(clock)
        commit_now()
        paste_city(copied)
        strategy = strategies.create(
            slug=copied.strategy, frame=copied.frame, actor=people.ACTOR, clock=clock
        )
        settings = replace(copied.settings, title=marked(copied.settings.title))
        round_ = editing.create(
            settings, strategy=strategy, frame=copied.frame, actor=people.ACTOR, clock=clock
        )
        lifecycle.publish(round_.id, frame=copied.frame, actor=people.ACTOR, clock=clock)
        people.make_staff()
        people.make_residents(round_)
        people.issue_codes(round_)
        commit_now()


def go_through(way: Sequence[Stop]) -> None:
    """Let happen what happens up to each of these moments, one after the other."""
    for stop in way:
        with pretending(stop.at), force_locale("de"):
            _HAPPENS[stop.moment](db.session.scalars(select(Round)).one())
            commit_now()


def _nothing(_round: Round) -> None:
    """Nothing happens before the opening and right after the end."""


def _hand_in(round_: Round) -> None:
    """Hand ideas in, and publish most of them."""
    moderator = people.member("moderator")
    assert moderator is not None
    authors = people.residents()[1:]
    fields = round_.frame.fields
    for number in range(IDEAS):
        author, field = authors[number % len(authors)], fields[number % len(fields)]
        mine = organisations.of_account(author.id) if round_.is_named else []
        idea = ideas.submit(
            round_.id,
            _content(number + 1, field.key, field.title["de"]),
            author=author,
            form_token=ideas.new_form_token(),
            organisation=mine[0].key if mine else "",
            clock=clock,
        )
        if number < PUBLISHED and idea.state == State.WAITING:
            moderation.decide(
                idea.id, Action.PUBLISH, by=moderator, version=idea.version, clock=clock
            )


def _content(number: int, field: str, title: str) -> Content:
    heading = _("Erfundene Idee %(number)s: mehr für %(field)s", number=number, field=title)
    text = _(
        "Diese Idee hat niemand eingereicht. Sie zeigt im Probelauf, wie Ideen auf den Seiten"
        " stehen. Bei echten Ideen steht hier, was vorgeschlagen wird und warum."
    )
    return Content(heading[:120], text, field, None)


def _cast(round_: Round) -> None:
    """Cast ballots, where the window is open at this moment."""
    if phase(round_.weights_window, clock.now()) is Phase.OPEN:
        ballots.cast(round_, BALLOTS, Random(clock.now().toordinal()))


def _cast_more(round_: Round) -> None:
    """Cast further ballots; an organisation has one alone."""
    if not round_.is_named:
        _cast(round_)


def _publish_result(round_: Round) -> None:
    """Decide on the ideas that wait, make the result and publish it."""
    moderator = people.member("moderator")
    assert moderator is not None
    waiting = db.session.scalars(select(Idea).where(Idea.state == State.WAITING.value)).all()
    for idea in waiting:
        moderation.decide(idea.id, Action.PUBLISH, by=moderator, version=idea.version, clock=clock)
    round_id, named = round_.id, round_.is_named
    commit_now()
    if not named:
        snapshot = results.make_snapshot(round_id, actor=people.ACTOR, clock=clock)
        results.publish(round_id, number=snapshot.number, actor=people.ACTOR, clock=clock)


_HAPPENS: dict[Moment, Callable[[Round], None]] = {
    Moment.BEFORE: _nothing,
    Moment.IDEAS: _hand_in,
    Moment.WEIGHTS: _cast,
    Moment.LAST_DAY: _cast_more,
    Moment.AFTER: _nothing,
    Moment.RESULT: _publish_result,
}
