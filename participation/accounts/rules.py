"""Decisions about people on plain values: addresses, pseudonyms, passwords, how long links live,
how long a failure blocks. Pure."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from random import Random

from email_validator import EmailNotValidError, validate_email

from participation.kernel.errors import N_, BadInput
from participation.kernel.text import BLANK_LETTERS, clean_line, fold, scripts


class Purpose(StrEnum):
    """What a link is for; it never serves another purpose."""

    SIGN_IN = "sign_in"
    STAFF_SET_UP = "staff_set_up"


LIFETIME = {Purpose.SIGN_IN: timedelta(minutes=30), Purpose.STAFF_SET_UP: timedelta(days=7)}
KEEP_EXPIRED_LINKS = timedelta(days=1)
"""How long an expired link still knows where its owner wanted to go, and an unconfirmed address is
kept."""
SESSION_LASTS = timedelta(days=14)
SECOND_STEP_LASTS = timedelta(minutes=10)
"""Between the password and the code."""

LINKS_PER_HOUR = 5
"""Mails to one address, so that nobody's mailbox can be flooded from here."""

PSEUDONYM_SHORTEST, PSEUDONYM_LONGEST = 3, 40
FOLDED_LONGEST = 80
"""One character can fold to several; what folds to more than this is no name."""
PASSWORD_SHORTEST, PASSWORD_LONGEST = 12, 200
RECOVERY_CODES = 10
# No letters and digits that look alike on paper.
_CODE_ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"
TOTP_SECONDS = 30

FREE_TRIES = 5
TRIES_WINDOW = timedelta(minutes=15)
FIRST_BLOCK = timedelta(minutes=1)
LONGEST_BLOCK = timedelta(minutes=30)
KEEP_FAILURES = LONGEST_BLOCK + TRIES_WINDOW
"""After this a try no longer counts, and is deleted by the next run of the job; both together stay
under an hour."""
DEVICE_LASTS = timedelta(days=180)
"""How long a device on which a member of staff has signed in is known."""

# All feminine, so that one ending fits: "Flinke Amsel".
_ADJECTIVES = (
    "Achtsame Bunte Emsige Fidele Findige Flinke Freie Frohe Geduldige Gelassene Heitere Helle"
    " Kluge Kühne Leise Listige Mutige Muntere Neugierige Offene Ruhige Sanfte Schlaue Sonnige"
    " Stille Tapfere Wache Wendige Wilde Zarte"
)
_ANIMALS = (
    "Ameise Amsel Antilope Biene Blaumeise Drossel Eidechse Elster Ente Eule Forelle Gans Gazelle"
    " Giraffe Grille Hummel Kohlmeise Krähe Kröte Lerche Libelle Möwe Nachtigall Robbe Schildkröte"
    " Schleie Schnecke Schwalbe Wachtel"
)
_RESERVED = (
    "admin",
    "behoerde",
    "behorde",
    "buergermeister",
    "burgermeister",
    "gemeinderat",
    "mayor",
    "moderat",
    "rathaus",
    "redaktion",
    "stadtrat",
    "verwaltung",
)
"""What no public name may hold anywhere, however it is written: somebody could take it for an
office."""
_RESERVED_FIRST = ("stadt", "die stadt")
_HARMLESS = ("badminton",)


def normalise_address(typed: str | None) -> str:
    """Return an e-mail address in the one form it is stored in. Raises BadInput naming the field
    `email`."""
    try:
        address = validate_email(
            clean_line(typed),
            check_deliverability=False,
            allow_smtputf8=False,
        ).ascii_email
    except EmailNotValidError:
        address = None
    if not address:
        sentence = N_(
            "Diese E-Mail-Adresse ist nicht vollständig. Schreiben Sie sie zum Beispiel so:"
            " name@example.org"
        )
        raise BadInput(sentence, field="email")
    return address


def comparable_address(address: str) -> str:
    """Return a normalised address in the form that identifies a person: case is ignored."""
    return address.strip().lower()


def check_pseudonym(typed: str | None) -> str:
    """Return a pseudonym that may be used. Raises BadInput naming the field `pseudonym`."""
    name = clean_line(typed)
    if not PSEUDONYM_SHORTEST <= len(name) <= PSEUDONYM_LONGEST:
        sentence = N_("Wählen Sie einen Namen mit %(least)s bis %(most)s Zeichen.")
        raise BadInput(
            sentence, field="pseudonym", least=PSEUDONYM_SHORTEST, most=PSEUDONYM_LONGEST
        )
    folded = folded_pseudonym(name)
    strange = any(char in BLANK_LETTERS or not (char.isalnum() or char in " -.'’") for char in name)
    if strange or not any(char.isalpha() for char in folded) or len(folded) > FOLDED_LONGEST:
        sentence = N_("Nehmen Sie nur Buchstaben, Ziffern, Leerzeichen, Punkt und Bindestrich.")
        raise BadInput(sentence, field="pseudonym")
    if len(scripts(name)) > 1:
        # A Cyrillic letter in a Latin name would make a twin that nobody can tell apart.
        raise BadInput(
            N_("Mischen Sie keine Buchstaben aus verschiedenen Schriften."), field="pseudonym"
        )
    if _sounds_official(folded):
        raise BadInput(
            N_("Dieser Name klingt nach einem Amt. Bitte wählen Sie einen anderen."),
            field="pseudonym",
        )
    return name


def folded_pseudonym(name: str) -> str:
    """Return the form in which two pseudonyms must differ: without case, accents and separators
    that are easily overlooked."""
    return " ".join("".join(char if char.isalnum() else " " for char in fold(name)).split())


def suggest_pseudonym(random: Random, *, with_number: bool) -> str:
    """Return a pseudonym to start from, "Flinke Amsel" or "Flinke Amsel 27"."""
    name = f"{random.choice(_ADJECTIVES.split())} {random.choice(_ANIMALS.split())}"
    return f"{name} {random.randint(2, 999)}" if with_number else name


def check_password(password: str) -> str:
    """Return a staff password that is long enough. Raises BadInput naming the field `password`."""
    if len(password) < PASSWORD_SHORTEST:
        sentence = N_("Das Passwort ist zu kurz. Nehmen Sie mindestens %(least)s Zeichen.")
        raise BadInput(sentence, field="password", least=PASSWORD_SHORTEST)
    if len(password) > PASSWORD_LONGEST:
        sentence = N_("Das Passwort ist zu lang. Nehmen Sie höchstens %(most)s Zeichen.")
        raise BadInput(sentence, field="password", most=PASSWORD_LONGEST)
    if len(set(password)) < 5:
        raise BadInput(
            N_("Das Passwort wiederholt nur wenige Zeichen. Bitte wählen Sie ein anderes."),
            field="password",
        )
    return password


def new_recovery_codes() -> list[str]:
    """Return fresh codes such as `k7mqp-3xw9d`, about 50 bits each."""
    codes = (
        "".join(secrets.choice(_CODE_ALPHABET) for _ in range(10)) for _ in range(RECOVERY_CODES)
    )
    return [f"{code[:5]}-{code[5:]}" for code in codes]


def bare_code(typed: str) -> str:
    """Return a typed code without spaces, hyphens and case."""
    return "".join(char for char in typed.casefold() if char.isascii() and char.isalnum())


def month_of(moment: datetime) -> date:
    """Return the month of a moment as its first day: more of when somebody was here is not kept."""
    return moment.astimezone(UTC).date().replace(day=1)


def totp_step(now: datetime) -> int:
    """Return the number of the half-minute that contains a moment (RFC 6238)."""
    return int(now.timestamp()) // TOTP_SECONDS


@dataclass(frozen=True)
class Client:
    """Where a sign-in comes from: its network, and what its device's cookie says."""

    network: str
    device: str = ""


@dataclass(frozen=True)
class Tries:
    """Failures for one address from one source: how many in a row, and until when it is blocked."""

    failures: int = 0
    failed_at: datetime | None = None
    blocked_until: datetime | None = None

    def minutes_left(self, now: datetime) -> int:
        """Return for how many minutes the next try is refused, 0 when it is not."""
        if self.blocked_until is None or self.blocked_until <= now:
            return 0
        return -int(-(self.blocked_until - now).total_seconds() // 60)

    def after_try(self, now: datetime) -> Tries:
        """Count a try. The fifth within a quarter of an hour blocks for a minute, each further one
        for twice as long, up to half an hour."""
        quiet_since = max(
            (moment for moment in (self.failed_at, self.blocked_until) if moment), default=now
        )
        failures = 1 if now - quiet_since > TRIES_WINDOW else self.failures + 1
        if failures < FREE_TRIES:
            return Tries(failures, now)
        doublings = min(failures - FREE_TRIES, 10)
        return Tries(failures, now, now + min(LONGEST_BLOCK, FIRST_BLOCK * (1 << doublings)))

    def after_right_password(self) -> Tries:
        """Take back the try that turned out right; the ones before it stay counted until the second
        factor is right too."""
        return Tries(max(0, self.failures - 1), self.failed_at)


def _sounds_official(folded: str) -> bool:
    # Without its separators "M o d e r a t i o n" is what people read.
    letters = folded.replace(" ", "")
    for word in _HARMLESS:
        letters = letters.replace(word, "")
    return any(word in letters for word in _RESERVED) or any(
        f"{folded} ".startswith(f"{word} ") for word in _RESERVED_FIRST
    )
