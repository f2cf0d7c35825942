"""What classes and other ways to count are called, in both languages that a table has."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from flask_babel import force_locale

from participation.kernel.errors import N_
from participation.rounds.rules import CHANNEL_NAMES, Channel
from participation.strategy.rules import Texts
from participation.web.translation import _

LANGUAGES = ("de", "en")
REST, NO_ANSWER = N_("Übrige"), N_("ohne Angabe")
RAKED = "raked"
VARIANTS: Mapping[str, str] = {
    "silence_as_zero": N_("„Keine Angabe“ zählt als 0"),
    "independent_markets": N_("Independent Markets"),
    "ladder": N_("Ladder"),
    "without_channel": N_("Ohne Zugangsweg: %(channels)s"),
    "without_identical": N_("Ohne auffällig gleiche Gewichtungen"),
    RAKED: N_("Rechenbeispiel, keine Hochrechnung: Gruppen so groß wie in der Stadt"),
}


def rest() -> Texts:
    """Return what several merged classes are called."""
    return _in_each_language(lambda: _(REST))


def no_answer() -> Texts:
    """Return what the class of those who gave no answer is called."""
    return _in_each_language(lambda: _(NO_ANSWER))


def channel(name: str) -> Texts:
    """Return what a channel is called."""
    return _in_each_language(lambda: _(CHANNEL_NAMES[Channel(name)]))


def variant(name: str, channels: Sequence[str]) -> Texts:
    """Return what another way to count is called; `channels` are those it leaves out."""

    def written() -> str:
        names = ", ".join(_(CHANNEL_NAMES[Channel(each)]) for each in channels)
        return _(VARIANTS[name], channels=names)

    return _in_each_language(written)


def _in_each_language(write: Callable[[], str]) -> Texts:
    texts = {}
    for language in LANGUAGES:
        with force_locale(language):
            texts[language] = write()
    return texts
