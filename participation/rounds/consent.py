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
                " Pseudonym. Meine Gewichtung wird getrennt von meinem Namen gespeichert. Solange"
                " die Runde läuft, lässt sie sich über den Schlüssel der Runde mir zuordnen, damit"
                " ich sie ändern kann. Ist der Schlüssel gelöscht, kann das niemand mehr.\n\nIch"
                " kann die Einwilligung jederzeit in „Mein Bereich“ widerrufen. Was bis dahin"
                " geschah, bleibt rechtmäßig."
            ),
            "en": (
                "I consent to the city processing my email address, my name on this site"
                " (pseudonym), my ideas, my support for ideas and my ballot for this"
                " participation.\n\nMy email address is stored encrypted and never published. My"
                " ideas appear under my pseudonym. My ballot is stored apart from my name. While"
                " the round runs it can be linked to me through the key of the round, so that I can"
                " change it. Once the key is destroyed, nobody can do that any more.\n\nI can"
                " withdraw my consent at any time in “My area”. What happened until then stays"
                " lawful."
            ),
        },
    ),
)


def current() -> Consent:
    """Return the version that is asked for now."""
    return CONSENTS[-1]
