"""What an answer to an idea says, what each status needs, and when answers are due. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from participation.kernel.errors import N_, BadInput
from participation.kernel.partial_dates import parse

TEXT_LENGTH = 4000
COMPETENT_LENGTH = 200
DATE_LENGTH = 10
"""Of a partial date: `2027`, `2027-Q1`, `2027-03` or `2027-03-31`."""
REMINDERS = (-14, 0, 14)
"""Days from the end of the time limit at which people with open ideas are reminded."""


class Status(StrEnum):
    """What the city says to an idea. That it was carried out is the project's state, no status."""

    IN_REVIEW = "in_review"
    TAKEN_INTO_PROJECT = "taken_into_project"
    ALREADY_DONE = "already_done"
    PARTLY = "partly"
    NOT_FOLLOWED = "not_followed"
    NOT_COMPETENT = "not_competent"
    NEEDS_COUNCIL = "needs_council"


NEEDS_TEXT = (Status.PARTLY, Status.NOT_FOLLOWED)
TAKES_PROJECT = (Status.TAKEN_INTO_PROJECT, Status.PARTLY, Status.ALREADY_DONE)
DECLINES = (Status.NOT_FOLLOWED, Status.NOT_COMPETENT)
"""After these nothing is promised, whoever takes the idea up elsewhere."""
INTERIM = (Status.IN_REVIEW,)
"""An idea whose answer says only that it is looked at still waits for one."""

NAMES = {
    Status.IN_REVIEW: N_("wird geprüft"),
    Status.TAKEN_INTO_PROJECT: N_("wird Teil eines Projekts"),
    Status.ALREADY_DONE: N_("gibt es schon"),
    Status.PARTLY: N_("wird zum Teil aufgenommen"),
    Status.NOT_FOLLOWED: N_("wird nicht aufgenommen"),
    Status.NOT_COMPETENT: N_("die Stadt ist nicht zuständig"),
    Status.NEEDS_COUNCIL: N_("der Rat entscheidet"),
}
"""In lists and forms."""

SENTENCES = {
    Status.IN_REVIEW: N_("Die Stadt prüft diese Idee noch."),
    Status.TAKEN_INTO_PROJECT: N_("Diese Idee wird Teil eines Projekts."),
    Status.ALREADY_DONE: N_("Das gibt es schon."),
    Status.PARTLY: N_("Die Stadt nimmt einen Teil dieser Idee auf."),
    Status.NOT_FOLLOWED: N_("Die Stadt nimmt diese Idee nicht auf."),
    Status.NOT_COMPETENT: N_("Für diese Idee ist die Stadt nicht zuständig."),
    Status.NEEDS_COUNCIL: N_("Über diese Idee entscheidet der Rat."),
}
"""On the idea's page and in the mail to its author."""


@dataclass(frozen=True)
class Draft:
    """What somebody writes as an answer: cleaned texts; unit, project and paper by their keys."""

    status: str
    text: str = ""
    unit: str = ""
    review_by: str = ""
    competent: str = ""
    project: str = ""
    paper: str = ""


def problems(draft: Draft, *, today: date) -> list[BadInput]:
    """Return what has to be corrected before an answer can be staged, in the order of the form.

    The errors name the form's fields, which are those of `Draft`.
    """
    if draft.status not in set(Status):
        sentence = N_("Wählen Sie, was die Stadt antwortet.")
        return [BadInput(sentence, field="status", known=", ".join(Status))]
    status = Status(draft.status)
    errors = _text_problems(draft, status) + _review_problems(draft, status, today)
    errors += _competent_problems(draft, status)
    if status is Status.TAKEN_INTO_PROJECT and not draft.project:
        errors.append(BadInput(N_("Wählen Sie das Projekt."), field="project"))
    elif draft.project and status not in TAKES_PROJECT:
        errors.append(_unfit("project", N_("Zu dieser Antwort gehört kein Projekt.")))
    if draft.paper and status is not Status.NEEDS_COUNCIL:
        errors.append(_unfit("paper", N_("Zu dieser Antwort gehört keine Vorlage.")))
    return errors


def _text_problems(draft: Draft, status: Status) -> list[BadInput]:
    if len(draft.text) > TEXT_LENGTH:
        sentence = N_("Der Text hat %(length)s Zeichen, %(most)s sind möglich. Kürzen Sie ihn.")
        return [BadInput(sentence, field="text", length=len(draft.text), most=TEXT_LENGTH)]
    if draft.text or status not in NEEDS_TEXT:
        return []
    if status is Status.NOT_FOLLOWED:
        return [BadInput(N_("Begründen Sie, warum die Stadt anders entscheidet."), field="text")]
    return [BadInput(N_("Schreiben Sie, welcher Teil aufgenommen wird."), field="text")]


def _review_problems(draft: Draft, status: Status, today: date) -> list[BadInput]:
    if status is not Status.IN_REVIEW:
        sentence = N_("Nur eine Prüfung hat ein Datum, bis zu dem sie dauert.")
        return [_unfit("review_by", sentence)] if draft.review_by else []
    if not draft.review_by:
        sentence = N_("Schreiben Sie, bis wann die Stadt prüft, zum Beispiel 2027-03.")
        return [BadInput(sentence, field="review_by")]
    try:
        last_day = parse(draft.review_by).last_day
    except BadInput as error:
        error.field = "review_by"
        return [error]
    if last_day and last_day < today:
        sentence = N_("Dieses Datum ist schon vorbei. Wählen Sie ein späteres.")
        return [BadInput(sentence, field="review_by")]
    return []


def _competent_problems(draft: Draft, status: Status) -> list[BadInput]:
    if status is not Status.NOT_COMPETENT:
        sentence = N_("Wer zuständig ist, steht nur dabei, wenn es die Stadt nicht ist.")
        return [_unfit("competent", sentence)] if draft.competent else []
    if not draft.competent:
        return [BadInput(N_("Schreiben Sie, wer zuständig ist."), field="competent")]
    if len(draft.competent) > COMPETENT_LENGTH:
        sentence = N_("Erlaubt sind %(longest)s Zeichen. Kürzen Sie den Text.")
        return [BadInput(sentence, field="competent", longest=COMPETENT_LENGTH)]
    return []


def _unfit(field: str, sentence: str) -> BadInput:
    return BadInput(sentence, field=field)


def days_overdue(due: date | None, now: datetime, zone_name: str) -> int:
    """Return for how many days a time limit has been over in its zone: 0 up to its last day, and
    without one."""
    if due is None:
        return 0
    return max(0, (now.astimezone(ZoneInfo(zone_name)).date() - due).days)


def due_reminders(due: date | None, now: datetime, zone_name: str) -> list[int]:
    """Return which of REMINDERS have come by now, latest first."""
    if due is None:
        return []
    today = now.astimezone(ZoneInfo(zone_name)).date()
    return [days for days in reversed(REMINDERS) if due + timedelta(days=days) <= today]
