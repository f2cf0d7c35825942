"""Which tables know an account, where the file of one's own data has them, and what it leaves out
and why. A new table that refers to people has to be named here."""

from __future__ import annotations

IN_THE_FILE = {
    "accounts": "account",
    "participations": "rounds",
    "ideas": "ideas",
    "idea_versions": "ideas",
    "idea_originals": "ideas",
    "decisions": "ideas",
    "complaints": "complaints",
    "idea_drafts": "drafts",
    "idea_supports": "supports",
    "organisations": "organisations",
    "organisation_members": "organisations",
    "organisation_invitations": "invitations",
    "organisation_ballots": "organisation_ballots",
    "follows": "follows",
    "reports": "reports",
    "mails": "mails",
    "ballots": "ballots",
    "question_answers": "ballots",
    "news_recipients": "news",
}
"""Table → key of the file."""

STAFF_ONLY = frozenset(
    {
        "account_roles",
        "account_units",
        "archive_offers",
        "audit_entries",
        "ballot_batches",
        "bulk_decisions",
        "code_batches",
        "daily_mails",
        "marked_words",
        "deviations",
        "dry_runs",
        "finance_uploads",
        "idea_claims",
        "idea_handovers",
        "idea_lineage",
        "idea_notes",
        "legal_versions",
        "papers",
        "retention_holds",
        "snapshots",
        "workbench_keys",
    }
)
"""Tables that name staff at their work and no resident."""

LEFT_OUT = {
    "sign_in_tokens": {
        "de": "Anmeldelinks: Wir kennen nur ihre Prüfsumme. Sie verschwinden nach einem Tag.",
        "en": "Sign-in links: we only know their checksum. They go after a day.",
    },
    "organisation_drafts": {
        "de": "Angefangene Anträge vor der Anmeldung: Sie sind verschlüsselt und keinem Konto"
        " zugeordnet.",
        "en": "Applications begun before signing in: they are encrypted and belong to no account.",
    },
    "idle_notices": {
        "de": "Dass wir Sie gewarnt haben, weil Sie lange nicht hier waren: Melden Sie sich an,"
        " löschen wir das am nächsten Tag.",
        "en": "That we warned you because you had not been here for long: once you sign in, we"
        " delete that the next day.",
    },
    "codes": {
        "de": "Codes: Welcher Code zu wem gehört, wissen wir nicht.",
        "en": "Codes: we do not know which code belongs to whom.",
    },
}
"""Table → why the file does not have it, as the file says."""
ALSO_NOT = (
    {
        "de": "Notizen und Fragen der Beschäftigten zu Ihren Ideen: Das sind Unterlagen der"
        " Verwaltung. Fragen Sie die Stadt danach.",
        "en": "Notes and questions of staff about your ideas: these are records of the"
        " administration. Ask the city for them.",
    },
    {
        "de": "Gewichtungen mit Code, auf Papier oder ohne Anmeldung: Sie gehören zu keinem Konto.",
        "en": "Ballots with a code, on paper or without signing in: they belong to no account.",
    },
    {
        "de": "Gewichtungen, deren Schlüssel vernichtet ist: Niemand weiß mehr, welche Ihre war.",
        "en": "Ballots whose key was destroyed: nobody knows any more which one was yours.",
    },
    {
        "de": "Sicherungskopien: Sie enthalten dasselbe und werden nach der Frist gelöscht, die"
        " unter „Mein Konto löschen“ steht.",
        "en": "Backups: they hold the same and are deleted after the time that “Delete my account”"
        " names.",
    },
)
"""What else the file does not have."""
