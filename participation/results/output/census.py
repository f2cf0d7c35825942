"""What a page says of the example with groups as large as in the city: what it is, what was done,
what it does not make good; or why there is none. Every sentence is true in every state."""

from __future__ import annotations

from typing import Any

from participation.results.output.annex import dimension_name
from participation.results.output.presenter import ResultPage
from participation.results.output.wording import TableView, in_a_row, label, per_cent
from participation.results.tables.columns import Row
from participation.results.tables.groups import NO_ANSWER
from participation.results.tables.raking import Reason
from participation.results.tables.titles import RAKED
from participation.web.filters import number
from participation.web.translation import _


def census_example(result: ResultPage) -> CensusExample | None:
    """Return what is said of the example; None where the rules name no shares, and for versions
    from before there were examples."""
    said = result.notes.get("raking")
    return CensusExample(result, said) if said else None


class CensusExample:
    """The example of a result whose rules name shares of the city, or why there is none."""

    def __init__(self, result: ResultPage, said: dict[str, Any]) -> None:
        self.result = result
        self.said = said
        self.questions = self._titles(said["questions"])

    def _titles(self, keys: list[str]) -> str:
        return in_a_row(
            [_("„%(question)s“", question=dimension_name(self.result, key)) for key in keys]
        )

    @property
    def refusal(self) -> str:
        """Why there is no example; empty where there is one."""
        if self.said["refused"] is None:
            return ""
        none = _("Ein Rechenbeispiel mit Gruppen so groß wie in der Stadt gibt es hier nicht.")
        return f"{none} {self._because(Reason(self.said['refused']))}"

    def _because(self, reason: Reason) -> str:
        noun, questions = self.result.noun, self.questions
        match reason:
            case Reason.SHARES:
                return _(
                    "Dafür müsste die Runde zu einer Frage für jede Antwort einen Anteil nennen,"
                    " zusammen 100 Prozent."
                )
            case Reason.FEW_BALLOTS:
                least = self.said["least_ballots"]
                return _("Wir rechnen es erst ab %(n)s %(ballots)s.", n=least, ballots=noun)
            case Reason.BALLOT_ROWS:
                return _(
                    "Die Runde hat angekündigt, die einzelnen %(ballots)s zu veröffentlichen."
                    " Daneben zeigen wir keine Ergebnisse nach freiwilligen Fragen.",
                    ballots=noun,
                )
            case Reason.GROUPS:
                return _(
                    "Dafür müsste sich jede Gruppe einzeln zeigen lassen, auch die ohne Angabe."
                    " Das geht nicht bei: %(questions)s.",
                    questions=questions,
                )
            case Reason.UNCONVERGED:
                return _(
                    "Die Anteile zu diesen Fragen ließen sich nicht zugleich erreichen:"
                    " %(questions)s.",
                    questions=questions,
                )
            case Reason.CAP:
                return _(
                    "Dafür müssten einzelne %(ballots)s mehr als %(most)s-mal so viel zählen wie"
                    " im Mittel.",
                    ballots=noun,
                    most=self.said["largest_allowed"],
                )
            case Reason.DERIVABLE:
                return _(
                    "Zusammen mit den anderen Zahlen ließe es darauf schließen, was wenige"
                    " Menschen abgegeben haben."
                )

    @property
    def method(self) -> list[str]:
        """What was done, and what it cost."""
        sentences = [
            _("Angeglichen ist nach: %(questions)s.", questions=self.questions),
            _("Die Anteile in der Stadt stehen in den Regeln der Runde."),
        ]
        if len(self.said["questions"]) > 1:
            sentences.append(
                _("Jede Frage ist für sich angeglichen, Kombinationen von Antworten nicht.")
            )
        if any(row["group"] == NO_ANSWER for row in self.result.tables["raking"]):
            sentences.append(
                _("Alle ohne Angabe zu einer Frage zählen zusammen so viel wie im Ergebnis.")
            )
        return [*sentences, self._cost]

    @property
    def _cost(self) -> str:
        return _(
            "Niemand zählt mehr als %(largest)s-mal so viel wie im Mittel. Ungleiches Zählen macht"
            " unsicherer: Nach der Faustregel von Kish (Design-Effekt %(effect)s) entspricht das"
            " %(effective)s statt %(n)s gleich gezählten %(ballots)s."
            " Einen Stabilitätsbereich hat das Beispiel nicht.",
            largest=number(self.said["largest"]),
            effect=number(self.said["design_effect"]),
            effective=number(self.said["effective"]),
            n=number(self.result.n),
            ballots=self.result.noun,
        )

    @property
    def limits(self) -> list[str]:
        """What was not observed, and what was not used."""
        sentences = [
            _(
                "Wer nicht teilgenommen hat, kann anders denken als Menschen derselben Gruppe, die"
                " teilgenommen haben. Das wurde nicht beobachtet, und keine Rechnung gleicht es"
                " aus."
            ),
            _("Auch die Fragen haben Menschen freiwillig beantwortet, geprüft ist das nicht."),
        ]
        if self.said["not_used"]:
            sentences.append(
                _(
                    "Nicht angeglichen ist nach: %(questions)s. Dazu nennt die Runde nicht für jede"
                    " Antwort einen Anteil, zusammen 100 Prozent.",
                    questions=self._titles(self.said["not_used"]),
                )
            )
        return sentences

    def fields(self) -> TableView:
        """The result and the example; fields down."""
        shares = {
            row["item"]: row["share"]
            for row in self.result.tables["sensitivity"]
            if row["variant"] == RAKED
        }
        return TableView(
            _("Ergebnis und Rechenbeispiel"),
            [
                (_("Handlungsfeld"), "text"),
                (_("Ergebnis"), "number"),
                (_("Beispiel"), "number"),
            ],
            [
                [label(row), self.result.written_share(row), per_cent(shares[row["item"]])]
                for row in self.result.ordered
            ],
        )

    def groups(self) -> list[TableView]:
        """One table for each question: how large every group is, as a share of those who answered,
        and in the city."""
        rows: dict[str, list[Row]] = {}
        for row in self.result.tables["raking"]:
            rows.setdefault(row["dimension"], []).append(row)
        return [
            TableView(
                dimension_name(self.result, question),
                [
                    (_("Gruppe"), "text"),
                    (_("Anteil"), "number"),
                    (_("In der Stadt"), "number"),
                ],
                [
                    [
                        f"{label(row)} ({number(row['n_ballots'])})",
                        per_cent(row["share"]),
                        per_cent(row["census_share"]),
                    ]
                    for row in groups
                ],
            )
            for question, groups in rows.items()
        ]
