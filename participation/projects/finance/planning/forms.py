"""Forms of the planners' pages of money."""

from __future__ import annotations

import re
from collections.abc import Iterable

from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    FileField,
    HiddenField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length

from participation.council.models import Paper
from participation.kernel.amounts import Amount, parse_alone
from participation.kernel.crypto import new_token
from participation.kernel.errors import N_, BadInput
from participation.kernel.partial_dates import PartialDate, parse
from participation.kernel.text import whole_number
from participation.projects.finance.models import Source
from participation.projects.finance.rules import (
    COSTS_LENGTH,
    KIND_TITLES,
    NO_YEAR,
    NOTE_LENGTH,
    PROGRAMME_LENGTH,
    REASON_LENGTH,
    LockKind,
    SourceKind,
    Stage,
)
from participation.projects.finance.wording import stage_name
from participation.projects.rules import WORDING_LENGTH
from participation.strategy.rules import KEY_LENGTH, TITLE_LENGTH
from participation.web.filters import tr
from participation.web.forms import BaseForm, choices

AMOUNT_HINT = _l("Zum Beispiel 1.234,56 oder 3,40 Mio.")
YEAR_HINT = _l("Leer heißt: ohne Jahr.")
NO_PAPER = ("", _l("keine"))
CHOOSE = ("", _l("Bitte wählen"))
SOURCE = InputRequired(_l("Wählen Sie die Quelle."))
_NO_YEAR = N_("„%(text)s“ ist kein Jahr. Schreiben Sie es mit vier Ziffern.")
_NO_RATE = N_("Schreiben Sie den Satz in Prozent, mit höchstens zwei Nachkommastellen.")
_TOKEN = re.compile(r"[\w-]{1,64}", re.ASCII)
_RATE = re.compile(r"(?P<whole>[0-9]{1,3})(?:[.,](?P<decimals>[0-9]{1,2}))? ?%?", re.ASCII)


class MoneyForm(BaseForm):
    """A form with a version, an amount, a year and choices; not every form has all of them."""

    version = HiddenField()

    @property
    def seen(self) -> int:
        """The version the form was made from; what is no number matches none."""
        number = whole_number(self.version.data)
        return -1 if number is None else number

    def read_amount(self) -> Amount | None:
        """Return the amount that was typed, None for a blank. Raises BadInput at its field."""
        try:
            return parse_alone(self["amount"].data or "")
        except BadInput as error:
            error.field = "amount"
            raise

    def read_year(self) -> int:
        """Return the year that was typed, 0 for a blank. Raises BadInput at its field."""
        text = self["year"].data or ""
        year = whole_number(text, digits=4) if text else NO_YEAR
        if year is None:
            raise BadInput(_NO_YEAR, field="year", text=text[:40])
        return year

    def read_paper(self) -> int | None:
        """Return the id of the paper that was chosen, None for none."""
        return whole_number(self["paper"].data) if self["paper"].data else None

    def offer_sources(self, sources: Iterable[Source]) -> None:
        """Let one of the sources be chosen; of several none is chosen before somebody does."""
        known = [(source.key, tr(source.title)) for source in sources]
        self["source"].choices = choices([CHOOSE, *known] if len(known) > 1 else known)

    def offer_papers(self, papers: Iterable[Paper]) -> None:
        """Let one of the papers be chosen, or none."""
        named = ((str(paper.id), paper.reference or paper.title) for paper in papers)
        self["paper"].choices = choices([NO_PAPER, *named])


class ChangeLineForm(MoneyForm):
    """Another amount for a line."""

    amount = StringField(
        _l("Betrag in Euro"),
        [InputRequired(_l("Geben Sie einen Betrag ein."))],
        description=AMOUNT_HINT,
    )
    note = StringField(
        _l("Bemerkung"),
        [Length(max=NOTE_LENGTH)],
        description=_l("Sie steht in den Dateien, die alle herunterladen können."),
    )


class LineForm(ChangeLineForm):
    """An amount of a project."""

    source = SelectField(_l("Quelle"), [SOURCE])
    stage = SelectField(_l("Stufe"))
    year = StringField(_l("Jahr"), description=YEAR_HINT)

    def offer_stages(self) -> None:
        """Let a stage be chosen."""
        self.stage.choices = choices((stage.value, stage_name(stage)) for stage in Stage)


class CostForm(MoneyForm):
    """What something costs."""

    title = StringField(
        _l("Was kostet das?"),
        [InputRequired(_l("Schreiben Sie, was das kostet.")), Length(max=NOTE_LENGTH)],
    )
    amount = StringField(
        _l("Betrag in Euro"),
        [InputRequired(_l("Geben Sie einen Betrag ein."))],
        description=AMOUNT_HINT,
    )
    year = StringField(_l("Jahr"), description=YEAR_HINT)


class ApprovalForm(MoneyForm):
    """A rate of eligible costs that a source pays."""

    source = SelectField(_l("Quelle"), [SOURCE])
    rate = StringField(
        _l("Satz in Prozent"),
        [InputRequired(_l("Geben Sie einen Satz ein."))],
        description=_l("Zum Beispiel 65 oder 66,67."),
    )
    eligible_costs = TextAreaField(
        _l("Von welchen Kosten?"),
        [InputRequired(_l("Nennen Sie die Kosten, von denen er gilt.")), Length(max=COSTS_LENGTH)],
    )
    start = StringField(
        _l("Ab wann?"),
        description=_l("Jahr (2027), Quartal (2027-Q1), Monat (2027-03) oder Tag (14.03.2027)."),
    )
    wording = StringField(
        _l("So steht es in der Quelle"), [Length(max=WORDING_LENGTH)], description=_l("Wörtlich.")
    )
    paper = SelectField(_l("Vorlage"))

    def read_rate(self) -> int:
        """Return the rate in basis points. Raises BadInput."""
        match = _RATE.fullmatch(self.rate.data or "")
        if match is None:
            raise BadInput(_NO_RATE, field="rate")
        return int(match["whole"]) * 100 + int((match["decimals"] or "").ljust(2, "0"))

    def read_start(self) -> PartialDate:
        """Return from when the rate holds. Raises BadInput."""
        try:
            return parse(self.start.data or "", self.wording.data or "")
        except BadInput as error:
            error.field = "start"
            raise


class SourceForm(MoneyForm):
    """A source of money."""

    title_de = StringField(
        _l("Name auf Deutsch"),
        [InputRequired(_l("Geben Sie einen deutschen Namen ein.")), Length(max=TITLE_LENGTH)],
    )
    title_en = StringField(_l("Name auf Englisch"), [Length(max=TITLE_LENGTH)])
    key = StringField(
        _l("Kürzel"),
        [InputRequired(_l("Geben Sie ein Kürzel ein.")), Length(max=KEY_LENGTH)],
        description=_l(
            "Kleinbuchstaben, Ziffern und Bindestriche. So heißt die Spalte in Dateien."
        ),
    )
    kind = SelectField(_l("Wessen Geld ist es?"))
    programme = StringField(_l("Programm"), [Length(max=PROGRAMME_LENGTH)])

    @classmethod
    def of(cls, source: Source | None) -> SourceForm:
        """Return the form of a source, empty for a new one."""
        values: dict[str, object] = {"version": 0}
        if source is not None:
            values = {name: getattr(source, name) for name in ("version", "key", "kind")}
            values |= {"programme": source.programme}
            values |= {f"title_{code}": source.title.get(code, "") for code in ("de", "en")}
        form = cls(**values)
        form.kind.choices = choices((kind.value, tr(KIND_TITLES[kind])) for kind in SourceKind)
        return form


class LockForm(MoneyForm):
    """What happens to a lock."""

    token = HiddenField()
    source = SelectField(_l("Quelle"), [SOURCE])
    year = StringField(_l("Jahr"), description=YEAR_HINT)
    kind = RadioField(
        _l("Was geschieht?"),
        validators=[InputRequired(_l("Wählen Sie, was mit der Sperre geschieht."))],
        choices=choices(
            [
                (LockKind.PLACED.value, _l("Geld wird gesperrt")),
                (LockKind.RELEASED.value, _l("Geld wird freigegeben")),
                (LockKind.CORRECTED.value, _l("Der gesperrte Betrag wird berichtigt")),
            ]
        ),
    )
    amount = StringField(
        _l("Betrag in Euro"),
        description=_l("Leer heißt: nicht bekannt, oder alles."),
    )
    reason = TextAreaField(
        _l("Begründung"),
        [InputRequired(_l("Geben Sie eine Begründung an.")), Length(max=REASON_LENGTH)],
        description=_l("Sie steht auf der öffentlichen Seite."),
    )
    paper = SelectField(_l("Vorlage"))

    def read_token(self) -> str:
        """Return the form's token, a new one where it is none of ours."""
        token = self.token.data or ""
        return token if _TOKEN.fullmatch(token) else new_token()


class UploadForm(BaseForm):
    """A file of amounts."""

    file = FileField(_l("Datei (CSV)"))
    stage = SelectField(
        _l("Stufe der Beträge"),
        description=_l("Nur für Tabellen mit einer Spalte je Quelle. Andere Dateien nennen sie."),
    )
    add_missing = BooleanField(
        _l("Projekte, Orte und Quellen anlegen, die fehlen"),
        description=_l("Neue Projekte bleiben Entwürfe, bis Sie sie veröffentlichen."),
    )

    def offer_stages(self) -> None:
        """Let a stage be chosen, or none."""
        named = ((stage.value, stage_name(stage)) for stage in Stage)
        self.stage.choices = choices([("", _l("steht in der Datei, sonst geplant")), *named])

    def read_stage(self) -> Stage | None:
        """Return the stage that was chosen."""
        return Stage(self.stage.data) if self.stage.data else None


class SeenPlanForm(BaseForm):
    """Which plan somebody was shown."""

    seen = HiddenField()
