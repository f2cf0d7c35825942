"""Forms of consultations and of departures."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)

from participation.council import drafts
from participation.council.drafts import ConsultationDraft
from participation.council.forms import DatedForm, Limit, RecordForm, labelled
from participation.council.models import Consultation
from participation.council.queries import AboutVersion
from participation.council.rules import (
    BAD_VOTES,
    BODY_LENGTH,
    LINK_LENGTH,
    MOST_VOTES,
    REASON_LENGTH,
    TEXT_LENGTH,
    WORDING_LENGTH,
    Outcome,
    Role,
    Votes,
)
from participation.council.service import today
from participation.council.wording import OUTCOMES, ROLES, version_label
from participation.kernel.clock import clock
from participation.kernel.errors import BadInput
from participation.kernel.text import whole_number
from participation.results.output.cited import CitedWeight
from participation.web.forms import choices
from participation.web.translation import _


class ConsultationForm(DatedForm):
    """What a body did with a paper."""

    body = StringField(_l("Gremium"), [Limit(BODY_LENGTH, required=True)])
    role = SelectField(_l("Rolle"), [Limit(required=True)], validate_choice=False)
    authoritative = BooleanField(
        _l("Dieses Gremium entscheidet"),
        description=_l("Nur dann kann es beschließen oder ablehnen. Ein Ausschuss empfiehlt."),
    )
    outcome = SelectField(_l("Ergebnis"), [Limit(required=True)], validate_choice=False)
    version_id = SelectField(
        _l("Fassung einer Strategie, um die es geht"),
        validate_choice=False,
        description=_l("Beschließt das Gremium sie unverändert, gilt sie mit dem Speichern."),
    )
    votes_for = StringField(_l("Ja-Stimmen"), [Limit()])
    votes_against = StringField(_l("Nein-Stimmen"), [Limit()])
    votes_abstained = StringField(_l("Enthaltungen"), [Limit()])
    votes_wording = StringField(
        _l("Abstimmung in Worten"),
        [Limit(WORDING_LENGTH)],
        description=_l("Zum Beispiel: mit großer Mehrheit. Auch wenn nicht gezählt wurde."),
    )
    text = TextAreaField(_l("Wortlaut des Beschlusses"), [Limit(TEXT_LENGTH)])
    oparl_id = StringField(_l("OParl-Adresse"), [Limit(LINK_LENGTH)])
    shown = BooleanField(
        _l("Vorlage und Beratung gleich öffentlich zeigen"),
        description=_l(
            "Ohne Haken sieht es nur die Verwaltung, bis Sie es zeigen. Gilt durch den Beschluss"
            " eine Fassung, muss er gesetzt sein."
        ),
    )

    def __init__(self, *args: Any, versions: Mapping[int, AboutVersion], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.role.choices = labelled(ROLES)
        self.outcome.choices = labelled(OUTCOMES)
        offered = [(str(id_), version_label(about)) for id_, about in versions.items()]
        self.version_id.choices = choices([("", _("Um keine")), *offered])
        self.renew_token()

    @classmethod
    def correcting(
        cls, row: Consultation, versions: Mapping[int, AboutVersion]
    ) -> ConsultationForm:
        """Return the form filled from the row that it corrects."""
        names = ("body", "role", "authoritative", "outcome", "date_wording", "text", "oparl_id")
        values: dict[str, Any] = {name: getattr(row, name) for name in (*names, "votes_wording")}
        for name in ("votes_for", "votes_against", "votes_abstained", "version_id"):
            value = getattr(row, name)
            values[name] = "" if value is None else str(value)
        return cls(data=values | {"date": row.date_value or ""}, versions=versions)

    def read(self) -> ConsultationDraft | None:
        """Return the consultation, None when something is wrong; each problem then stands at its
        field."""
        date, problems = self.read_date()
        draft = ConsultationDraft(
            body=self.body.data or "",
            role=Role(self.role.data) if self.role.data in set(Role) else None,
            outcome=Outcome(self.outcome.data) if self.outcome.data in set(Outcome) else None,
            authoritative=bool(self.authoritative.data),
            date=date,
            text=self.text.data or "",
            votes=Votes(
                self._count("votes_for", problems),
                self._count("votes_against", problems),
                self._count("votes_abstained", problems),
                self.votes_wording.data or "",
            ),
            oparl_id=self.oparl_id.data or "",
            version_id=whole_number(self.version_id.data),
        )
        fine = self.refuse_all([*problems, *drafts.consultation_problems(draft, today(clock))])
        return draft if fine else None

    def _count(self, name: str, problems: list[BadInput]) -> int | None:
        """Return a number of votes, None for a blank; what is no number is a problem."""
        typed: str = self[name].data or ""
        count = whole_number(typed)
        if typed and count is None:
            problems.append(BadInput(BAD_VOTES, field=name, most=MOST_VOTES))
        return count


class DepartureForm(RecordForm):
    """That a resolution departs from a weight, and why."""

    item_key = RadioField(
        _l("Wovon der Beschluss abweicht"), [Limit(required=True)], validate_choice=False
    )
    reason = TextAreaField(
        _l("Begründung, wie sie im Beschluss steht"), [Limit(REASON_LENGTH, required=True)]
    )

    def offer(self, weights: Iterable[CitedWeight]) -> None:
        """Offer the fields and goals of a result with their weights."""
        self.item_key.choices = choices((weight.key, _choice_label(weight)) for weight in weights)


def _choice_label(weight: CitedWeight) -> str:
    words = {"title": weight.title, "measure": weight.measure, "share": weight.share}
    if not weight.interval:
        return _("%(title)s: %(measure)s %(share)s", **words)
    return _("%(title)s: %(measure)s %(share)s (%(interval)s)", interval=weight.interval, **words)
