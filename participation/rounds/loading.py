"""Taking a round file over, in one transaction, and writing one. Loading what is there already
changes nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from participation.audit.service import Actor
from participation.kernel.clock import Clock
from participation.kernel.errors import N_, BadInput, Frozen
from participation.rounds import editing, lifecycle, queries, service
from participation.rounds.configuration.checking import InvalidSettings
from participation.rounds.file import roundfile
from participation.rounds.file.entry import line_of
from participation.rounds.file.roundfile import RoundFile
from participation.rounds.file.yaml_reader import BadFile, Complaint
from participation.rounds.models import Round
from participation.strategy import queries as strategy_queries
from participation.strategy import queries_versions
from participation.strategy import service as strategy_service
from participation.strategy.models import Strategy
from participation.web.filters import translate_error
from participation.web.transactions import begin_write
from participation.web.translation import _

_ALREADY_PUBLISHED = N_("Die Runde ist schon veröffentlicht. Das lässt sich nicht zurücknehmen.")
_WOULD_PUBLISH = N_(
    "Diese Datei veröffentlicht die Runde. Setzen Sie das Häkchen dafür, oder schreiben Sie"
    " published: false."
)
_DIFFERS_FROM_FIXED = N_(
    "Felder, Ziele oder Leitlinien der Datei weichen von Fassung %(number)s ab, und die wird nicht"
    " mehr geändert. Gleichen Sie die Datei an, oder beginnen Sie auf der Seite der Strategie den"
    " nächsten Entwurf und laden Sie die Datei dann noch einmal."
)
_FOLLOWS_DRAFT = N_(
    "Die Datei hat die Felder und Ziele von Fassung %(number)s, der Entwurf von Fassung %(draft)s"
    " hat andere. Eine Runde, die noch nicht veröffentlicht ist, folgt dem Entwurf. Gleichen Sie"
    " die Datei an, oder schreiben Sie published: true."
)


@dataclass(frozen=True)
class Loaded:
    """What loading a file did: whether it made the round, or changed anything at all."""

    round: Round
    created: bool
    changed: bool


def load(
    data: bytes,
    *,
    may_publish: bool = True,
    must_be_complete: bool = False,
    actor: Actor,
    clock: Clock,
) -> Loaded:
    """Create or update a round and its strategy from a file's bytes. A round is published only
    where it `may_publish`, on a page only when it is complete.

    Raises BadFile with every error, each with line and key; whoever calls rolls back then, so
    nothing is half-loaded.
    """
    file = roundfile.parse(data)
    begin_write()
    try:
        publish = partial(
            lifecycle.publish,
            frame=file.frame,
            must_be_complete=must_be_complete,
            actor=actor,
            clock=clock,
        )
        return _apply(file, publish if may_publish else None, actor, clock)
    except BadFile:
        raise
    except InvalidSettings as error:
        complaints = [_complaint(file, problem) for problem in error.problems]
        raise BadFile(complaints) from error
    except (BadInput, Frozen) as error:
        raise BadFile([_complaint(file, error)]) from error


def dump(round_: Round) -> str:
    """Return a round as its canonical file: a published one with its own copy of the strategy."""
    return roundfile.dump(
        round_.strategy.slug,
        queries.frame_of(round_),
        round_.settings,
        published=round_.published_at is not None,
    )


def complaints(error: BadFile, name: str) -> list[str]:
    """Return an error of a file as lines for people."""
    lines = [f"{name}: {translate_error(error)}"]
    for complaint in error.complaints:
        position = f"{complaint.line}, {complaint.key}" if complaint.key else complaint.line
        lines.append(
            _(
                "Zeile %(line)s: %(problem)s",
                line=position,
                problem=translate_error(complaint.error),
            )
        )
    return lines


def _apply(
    file: RoundFile, publish: Callable[[int], Round] | None, actor: Actor, clock: Clock
) -> Loaded:
    round_ = queries.find(file.settings.slug)
    created = round_ is None
    if round_ is not None:
        round_ = service.lock_round(round_.id, exclusive=True)
        if _is_its_own(round_, file):
            # The file repeats what the round owns; where the strategy has moved on since, it stays
            # as it is.
            strategy, changed = round_.strategy, False
        else:
            strategy, changed = _strategy(file, actor, clock)
        changed |= editing.change(
            round_.id, file.settings, strategy=strategy, frame=file.frame, actor=actor, clock=clock
        )
    else:
        strategy, changed = _strategy(file, actor, clock)
        round_ = editing.create(
            file.settings, strategy=strategy, frame=file.frame, actor=actor, clock=clock
        )
    if file.published and round_.published_at is None:
        if publish is None:
            raise Frozen(_WOULD_PUBLISH, field="published")
        publish(round_.id)
        changed = True
    elif not file.published and round_.published_at is not None:
        raise Frozen(_ALREADY_PUBLISHED, field="published")
    return Loaded(round_, created, changed or created)


def _is_its_own(round_: Round, file: RoundFile) -> bool:
    same_frame = queries.frame_of(round_).document() == file.frame.document()
    return same_frame and round_.strategy.slug == file.strategy


def _strategy(file: RoundFile, actor: Actor, clock: Clock) -> tuple[Strategy, bool]:
    """Return the strategy that the file names, made or changed as the file has it.

    What was put forward is never changed. A published round may have the frame of any such version,
    and the draft stays as it is.
    """
    strategy = strategy_queries.find(file.strategy)
    if strategy is None:
        return (
            strategy_service.create(slug=file.strategy, frame=file.frame, actor=actor, clock=clock),
            True,
        )
    if strategy_queries.frame_of(strategy).document() == file.frame.document():
        return strategy, False
    draft = queries_versions.draft(strategy.id)
    same = queries_versions.versions_with_frame(file.frame, strategy.id)
    if same and file.published:
        return strategy, False
    if same and draft is not None:
        raise Frozen(_FOLLOWS_DRAFT, field="strategy", number=same[-1].number, draft=draft.number)
    if draft is None:
        number = queries_versions.newest(strategy.id).number
        raise Frozen(_DIFFERS_FROM_FIXED, field="strategy", number=number)
    changed = strategy_service.save(file.strategy, file.frame, actor=actor, clock=clock)
    return strategy, changed


def _complaint(file: RoundFile, error: BadInput | Frozen) -> Complaint:
    field = error.field or ""
    key = "strategy" if field in ("frame", "strategy") else f"round.{field}" if field else "round"
    problem = error if isinstance(error, BadInput) else BadInput(error.message, **error.values)
    return Complaint(line_of(file.lines, key), key, problem)
