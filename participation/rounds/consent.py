"""What a person agrees to when they take part, in versions. An old version is never changed; a new
one is added."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from participation.strategy.rules import Texts


@dataclass(frozen=True)
class Consent:
    """One version of the text; the hash is over the German one, which is the one that counts."""

    version: str
    text: Texts

    @property
    def hash(self) -> str:
        """SHA-256 of the German text in hex."""
        return hashlib.sha256(self.text["de"].encode()).hexdigest()


CONSENTS = (
    Consent(
        "1",
        {
            "de": (
                "Ich willige ein, dass die Stadt meine E-Mail-Adresse, meinen Namen auf dieser"
                " Seite (Pseudonym), meine Ideen, meine Unterstützungen und meine Gewichtung für"
                " diese Beteiligung verarbeitet.\n\nMeine E-Mail-Adresse wird verschlüsselt"
                " gespeichert und nie veröffentlicht. Meine Ideen erscheinen unter meinem"
                " Pseudonym. Meine Gewichtung wird getrennt von meinem Namen gespeichert. Bis der"
                " Schlüssel der Runde gelöscht ist, lässt sie sich darüber mir zuordnen. So kann"
                " ich sie ändern, solange die Runde läuft. Danach führt kein Schlüssel mehr von mir"
                " zu ihr.\n\nIch kann die Einwilligung jederzeit in „Mein Bereich“ widerrufen. Was"
                " bis dahin geschah, bleibt rechtmäßig."
            ),
            "en": (
                "I consent to the city processing my email address, my name on this site"
                " (pseudonym), my ideas, my support for ideas and my ballot for this"
                " participation.\n\nMy email address is stored encrypted and never published. My"
                " ideas appear under my pseudonym. My ballot is stored apart from my name. Until"
                " the key of the round is destroyed it can be linked to me through that key, so"
                " that I can change it while the round runs. After that no key leads from me to it"
                " any more.\n\nI can withdraw my consent at any time in “My area”. What happened"
                " until then stays lawful."
            ),
        },
    ),
)


def current() -> Consent:
    """Return the version that is asked for now."""
    return CONSENTS[-1]
