"""The tree of errors that a service may raise.

An error carries a sentence of the message catalogue (German, the source language) and the values
that belong into it; it knows no HTTP. Views turn the expected ones into form errors,
`web.error_pages` turns the rest into pages.
"""

from __future__ import annotations

from typing import Any


def N_(message: str) -> str:
    """Mark a sentence for the message catalogue without translating it here."""
    return message


class SettingsError(RuntimeError):
    """A setting is missing or cannot be used. Its text is one sentence for whoever runs the
    software; it names the setting and says what to do."""


class ParticipationError(Exception):
    """Something a person did cannot be done; `message` says why and what to do.

    `values` fills the placeholders of the sentence; `field` names the form field or file key it is
    about, if there is one.
    """

    default = N_("Das hat nicht geklappt. Bitte versuchen Sie es noch einmal.")

    def __init__(
        self, message: str | None = None, *, field: str | None = None, **values: Any
    ) -> None:
        self.message = message or self.default
        self.values = values
        self.field = field
        super().__init__(self.message)

    def __str__(self) -> str:
        return self.message % self.values if self.values else self.message


class NotFound(ParticipationError):
    """It does not exist, or not for this person."""

    default = N_("Diese Seite gibt es nicht.")


class Forbidden(ParticipationError):
    """The person may not do this."""

    default = N_("Dazu haben Sie keine Berechtigung.")


class BadInput(ParticipationError):
    """What was given breaks a rule; the sentence says which and what to do."""


class WindowClosed(ParticipationError):
    """The window for this action is not open (not yet, no longer, or there is none)."""

    default = N_("Das ist zurzeit nicht möglich. Das Zeitfenster ist geschlossen.")


class Conflict(ParticipationError):
    """Somebody else, or the same person in another tab, was faster; nothing was overwritten."""

    default = N_("Der Stand hat sich inzwischen geändert. Es wurde nichts überschrieben.")


class Frozen(ParticipationError):
    """It can no longer be changed: the rules of a round from the opening of its first window on, a
    version of a strategy once it was put forward."""

    default = N_("Die Regeln dieser Runde stehen fest, seit das erste Zeitfenster geöffnet hat.")


class Expired(ParticipationError):
    """A link or code is used up, too old, or was never issued. The three are not distinguished."""

    default = N_("Dieser Link gilt nicht mehr. Bitte fordern Sie einen neuen an.")


class TooManyTries(ParticipationError):
    """Too many failures in a short time; never permanent."""

    default = N_(
        "Zu viele Versuche. Bitte warten Sie %(minutes)s Minuten und versuchen Sie es dann noch"
        " einmal."
    )


class NotReady(ParticipationError):
    """Something has to be done first; the sentence says what."""
