"""The invented ballots of a dry run: any instrument, both levels, most of them liking the first
fields a little more, and the answers to voluntary questions."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

from participation.demo.open_round import spread
from participation.dry_run.people import residents
from participation.kernel.clock import clock
from participation.kernel.crypto import new_token
from participation.keyring.queries import key_file
from participation.organisations import queries as organisations
from participation.rounds.models import Round
from participation.rounds.rules import Instrument, InstrumentKind
from participation.weighting import queries, service
from participation.weighting.derivation import ballot_key, order_of
from participation.weighting.named import service as named
from participation.weighting.questions import service as questions
from participation.weighting.rules import Answers, Layout, asked_fields, with_fields, with_goals


def cast(round_: Round, count: int, random: Random) -> None:
    """Cast so many ballots and answer the voluntary questions after most of them, or cast one for
    each organisation but the first."""
    if round_.is_named:
        _cast_by_name(round_, random)
        return
    round_key = key_file().ensure_round_key(round_.uid)
    layout = queries.layout(round_)
    channel = round_.settings.participation[0]
    given = {
        question["key"]: _spread([each["key"] for each in question["classes"]], count, random)
        for question in round_.settings.questions
    }
    for number in range(count):
        key = ballot_key(round_key, channel, new_token())
        service.cast(
            round_id=round_.id,
            key=key,
            channel=channel,
            answers=_answers(round_, layout, round_key, key, random),
            base_version=0,
            clock=clock,
        )
        if given:
            chosen = {question: answers[number] for question, answers in given.items()}
            questions.answer(round_id=round_.id, key=key, answers=chosen, clock=clock)


def _spread(classes: Sequence[str], count: int, random: Random) -> list[str]:
    """Return so many answers to a question, each class about as often, so that no group is small;
    one of ten is left out."""
    answers = [classes[number % len(classes)] for number in range(count - count // 10)]
    answers += [""] * (count - len(answers))
    random.shuffle(answers)
    return answers


def _cast_by_name(round_: Round, random: Random) -> None:
    for account in residents()[1:]:
        (organisation,) = organisations.of_account(account.id)
        fields = _fields(round_.settings.instrument, len(round_.frame.fields), random)
        named.cast(
            round_id=round_.id,
            organisation=organisation.key,
            account_id=account.id,
            answers=Answers(fields),
            base_version=0,
            clock=clock,
        )


def _answers(
    round_: Round, layout: Layout, round_key: bytes, key: bytes, random: Random
) -> Answers:
    keys, goals = round_.frame.field_keys, round_.settings.goals
    order = order_of(round_key, key, keys)
    draw = order_of(round_key, key, keys, "draw")
    fields = _fields(round_.settings.instrument, layout.fields, random)
    answers = with_fields(fields, layout, goals, order=order, draw=draw)
    if goals is not None:
        for field in asked_fields(answers, order):
            points = spread(goals.points, layout.goals[field], random)
            answers = with_goals(answers, field, points)
    return answers


def _fields(instrument: Instrument, count: int, random: Random) -> tuple[int, ...]:
    if instrument.kind is InstrumentKind.POINTS:
        return spread(instrument.total, count, random)
    most = min(instrument.k, count)
    chosen = random.sample(range(count), most if instrument.exactly else random.randint(1, most))
    return tuple(int(field in chosen) for field in range(count))
