"""Forms of answers. They only read; `checking.Checker` says what is wrong."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import HiddenField, RadioField, SelectField, StringField, TextAreaField

from participation.answers.checking import InvalidAnswer, Writer
from participation.answers.rules import NAMES, TEXT_LENGTH, Draft
from participation.city.queries import units as units_of_city
from participation.council.models import Paper
from participation.council.queries import public_papers
from participation.extensions import db
from participation.kernel.text import whole_number
from participation.projects.models import Project
from participation.projects.queries import public_projects
from participation.rounds.models import Round
from participation.web.filters import tr
from participation.web.forms import BaseForm, Limit, choices
from participation.web.translation import _


class AnswerForm(BaseForm):
    """An answer. `seen` is the version of the staged one that was looked at, 0 for none."""

    seen = HiddenField()
    status = RadioField(_l("Was antwortet die Stadt?"), [Limit()], validate_choice=False)
    text = TextAreaField(
        _l("Text der Antwort"),
        [Limit(TEXT_LENGTH)],
        description=_l("Kurze Sätze. Sie stehen so auf der Seite der Idee und in der E-Mail."),
    )
    unit = SelectField(_l("Fachstelle"), validate_choice=False)
    review_by = StringField(
        _l("Geprüft wird bis"),
        description=_l("Nur bei „wird geprüft“: ein Tag, Monat oder Quartal, etwa 2027-03."),
    )
    project = SelectField(
        _l("Projekt"),
        validate_choice=False,
        description=_l("Nur veröffentlichte Projekte stehen zur Wahl."),
    )
    competent = StringField(
        _l("Zuständig ist"), description=_l("Nur wenn die Stadt nicht zuständig ist.")
    )
    paper = SelectField(
        _l("Vorlage"),
        validate_choice=False,
        description=_l("Nur wenn der Rat entscheidet. Nur öffentliche Vorlagen stehen zur Wahl."),
    )

    def offer(self, round_: Round, by: Writer) -> None:
        """Offer what an answer of this writer in this round can refer to: projects and papers of
        the round's strategy, and papers of none."""
        units = [u for u in units_of_city(active=True) if by.units is None or u.id in by.units]
        of_round = (Paper.strategy_id == round_.strategy_id) | Paper.strategy_id.is_(None)
        projects = db.session.scalars(
            public_projects().where(Project.strategy_id == round_.strategy_id).order_by(Project.key)
        )
        papers = db.session.scalars(
            public_papers().where(of_round).order_by(Paper.reference, Paper.id)
        )
        self.status.choices = choices((each.value, _(name)) for each, name in NAMES.items())
        city = {"": _("Die Stadt")} if by.units is None else {}
        self.offered = {
            "unit": city | {unit.key: tr(unit.title) for unit in units},
            "project": {"": _("keines")} | {each.key: tr(each.title) for each in projects},
            "paper": {"": _("keine")}
            | {each.key: f"{each.reference} {each.title}".strip() for each in papers},
        }
        for name, labels in self.offered.items():
            self[name].choices = choices(labels.items())

    def draft(self) -> Draft:
        """Return what was typed."""
        return Draft(
            self.status.data or "",
            self.text.data or "",
            self.unit.data or "",
            (self.review_by.data or "").strip(),
            self.competent.data or "",
            self.project.data or "",
            self.paper.data or "",
        )

    def chosen(self) -> dict[str, str]:
        """Return the labels of what was chosen for unit, project and paper, by field."""
        return {
            name: labels.get(self[name].data or "", "") for name, labels in self.offered.items()
        }

    def seen_version(self) -> int:
        """Return the version that was looked at; what was tampered with is none there is."""
        number = whole_number(self.seen.data or "", digits=9)
        return -1 if number is None else number

    def refuse_all(self, invalid: InvalidAnswer) -> None:
        """Show each problem at its field."""
        for problem in invalid.problems:
            self.refuse(problem)


class SeenForm(BaseForm):
    """Confirm a step for what was looked at."""

    seen = HiddenField()


class AssignForm(BaseForm):
    """Give chosen ideas to a unit."""

    unit = SelectField(_l("Fachstelle"), validate_choice=False)


class StatementForm(BaseForm):
    """What the city says to all ideas without an answer of their own."""

    text = TextAreaField(_l("Allgemeine Antwort"), [Limit(TEXT_LENGTH)])


class FileForm(BaseForm):
    """A file of answers; `seen` is the digest of the one that was checked."""

    file = FileField(_l("Datei mit Antworten (CSV)"))
    seen = HiddenField()
