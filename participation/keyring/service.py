"""Making the key file, once, for an empty database."""

from __future__ import annotations

from enum import StrEnum

from participation.kernel.clock import Clock
from participation.kernel.errors import N_, Conflict
from participation.kernel.keys import KeyFileUnusable, KeyProblem
from participation.keyring import queries
from participation.keyring.models import KeyFingerprint
from participation.web.transactions import begin_write

NOT_EMPTY = N_(
    "Die Datenbank ist nicht leer und kennt keine Schlüsseldatei. Es wurde nichts geändert."
)


class Outcome(StrEnum):
    """What `init` did."""

    MADE = "made"
    UNCHANGED = "unchanged"


def init(clock: Clock) -> Outcome:
    """Make the key file of an empty database and note its fingerprint.

    Does nothing where file and database fit. A file that is there already becomes that of the empty
    database. Raises KeyFileUnusable, and changes nothing, where the database knows a file that is
    not to be had; Conflict where it holds rows but knows no file.
    """
    session = begin_write()
    keys = queries.key_file()
    problem = keys.problem()
    if problem is None:
        return Outcome.UNCHANGED
    if problem is not KeyProblem.NOT_SET_UP:
        raise KeyFileUnusable(problem)
    if not queries.database_is_empty():
        raise Conflict(NOT_EMPTY)
    session.add(KeyFingerprint(fingerprint=keys.make(), made_at=clock.now()))
    session.flush()
    return Outcome.MADE
