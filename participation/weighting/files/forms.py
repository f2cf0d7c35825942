"""The forms of a file of ballots: what is handed in, then what was looked at."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, SelectField, TextAreaField
from wtforms.validators import Length

from participation.kernel.errors import N_
from participation.rounds.models import Round
from participation.rounds.rules import Channel
from participation.web.csv_upload import ConfirmForm, CsvForm
from participation.web.forms import choices
from participation.web.translation import _

LONGEST_REASON = 1000
WAYS = {
    Channel.PAPER: N_("auf Papier (Kennzeichen: Nummer des Bogens)"),
    Channel.EMAIL: N_("mit E-Mail (Kennzeichen: Adresse)"),
    Channel.CODE: N_("mit Zugangscode (Kennzeichen: Code)"),
    Channel.OPEN: N_("offen im Browser (Kennzeichen des anderen Systems)"),
}


class BallotsForm(CsvForm):
    """A file of ballots, how they were cast, and why they come late."""

    channel = SelectField(_l("Wie wurde abgegeben?"))
    reason = TextAreaField(_l("Begründung (nur nach dem Ende nötig)"), [Length(max=LONGEST_REASON)])

    def offer(self, round_: Round) -> None:
        """Offer the ways in which ballots of a file can have been cast in a round."""
        twice = round_.settings.paper_double_entry
        ways = [(way, name) for way, name in WAYS.items() if not (twice and way is Channel.PAPER)]
        self.channel.choices = choices([(way.value, _(name)) for way, name in ways])


class ConfirmBallotsForm(ConfirmForm):
    """The file as it was looked at, with what was said about it."""

    channel = HiddenField()
    reason = HiddenField()
