"""What a paper says, from the published snapshot through the page's presenter, so that both say the
same. In German, as the papers of a council are."""

from __future__ import annotations

import base64
from datetime import datetime
from typing import Any

from flask_babel import force_locale, ngettext

from participation.results import queries as result_queries
from participation.results.council_paper.ideas_part import ideas_part
from participation.results.models import Snapshot
from participation.results.output import beside, figures, texts
from participation.results.output.drawing.shapes import Picture
from participation.results.output.presenter import FieldGoals, ResultPage
from participation.rounds.ending.wording import departure
from participation.rounds.models import Round
from participation.rounds.rules import registered_late
from participation.web.filters import localdate, localtime, number, tr
from participation.web.translation import _
from participation.web.urls import external_url

Values = dict[str, Any]


def values_of(round_: Round, snapshot: Snapshot, now: datetime) -> Values:
    """Return what the filling program is told: texts, pictures, title and moment."""
    with force_locale("de"):
        page = ResultPage(snapshot)
        written = (
            _about(page, round_) | _result(page) | _goals(page) | ideas_part(page, round_, now)
        )
        written |= {
            "abweichungen": deviations(page, round_),
            "methode": page.method_sentences,
            "nachweise": _proofs(page),
            "anlagen": _annexes(page, round_),
        }
        return {
            "texts": written,
            "pictures": {"bild_ergebnis": _finding(page), "bild_ideen": _ideas(page, round_, now)},
            "title": written["betreff"],
            "at": (snapshot.published_at or snapshot.made_at).isoformat(timespec="seconds"),
        }


def address(page: ResultPage, round_: Round) -> str:
    """Return the address of the version that a text is about."""
    return external_url("results.show", slug=round_.slug, version=page.snapshot.number)


def _about(page: ResultPage, round_: Round) -> dict[str, Any]:
    title, zone = tr(page.method["round"]["title"]), round_.timezone
    snapshot = page.snapshot
    day = localdate(snapshot.published_at or snapshot.made_at, zone)
    values = {"title": title, "number": snapshot.number, "day": day}
    decision = (
        _(
            "Der Rat nimmt das Ergebnis der Runde „%(title)s“ (Fassung %(number)s, veröffentlicht"
            " am %(day)s) zur Kenntnis.",
            **values,
        )
        if page.figures
        else _(
            "Der Rat nimmt zur Kenntnis, dass die Runde „%(title)s“ mit zu wenigen %(ballots)s"
            " ohne Ergebnis blieb (Fassung %(number)s, veröffentlicht am %(day)s).",
            ballots=page.noun,
            **values,
        )
    )
    return {
        "stadt": page.method["city"],
        "runde": title,
        "betreff": _("Ergebnis der Runde „%(title)s“", title=title),
        "beschluss": decision,
        "fassung": str(snapshot.number),
        "fassung_hinweis": _version(page, round_),
        "veroeffentlicht_am": day,
        "adresse": address(page, round_),
        "gefragt": asked(page),
        "teilnahme": took_part(page),
        "wege": [{"weg": name, "anzahl": n} for name, n in page.channels()],
    }


def _version(page: ResultPage, round_: Round) -> str:
    parts = []
    if page.snapshot.reason:
        parts.append(_("Grund dieser Fassung: %(reason)s", reason=page.snapshot.reason))
    later = [
        version.number
        for version in result_queries.versions(round_.id)
        if version.published_at and version.number > page.snapshot.number
    ]
    if later:
        parts.append(_("Es gibt eine neuere: Fassung %(number)s.", number=max(later)))
    return " ".join(parts)


def asked(page: ResultPage) -> list[str]:
    """Return what was asked, in sentences."""
    rules = page.method["round"]
    sentences = [texts.asked(page)]
    if page.pick:
        sentences.append(_chosen(page))
    if rules["goals"]:
        values = {"points": rules["goals"], "top": rules["goals_top"]}
        sentences.append(
            _(
                "Danach konnten je Handlungsfeld %(points)s Punkte auf dessen Ziele verteilt"
                " werden. Gefragt wurde nach bis zu %(top)s der eigenen wichtigsten Felder.",
                **values,
            )
        )
        if rules["goals_drawn"]:
            sentences.append(
                ngettext(
                    "Dazu kam %(num)s ausgelostes Feld.",
                    "Dazu kamen bis zu %(num)s ausgeloste Felder.",
                    rules["goals_drawn"],
                )
            )
    no_opinion = rules["no_opinion"]
    sentences.append(
        _("„Keine Angabe“ war möglich.")
        if no_opinion
        else _("„Keine Angabe“ wurde nicht angeboten.")
    )
    return sentences


def _chosen(page: ResultPage) -> str:
    instrument = page.method["instrument"]
    if instrument["exactly"]:
        return _("Zu wählen waren genau %(k)s.", k=instrument["k"])
    return _("Zu wählen waren höchstens %(k)s.", k=instrument["k"])


def took_part(page: ResultPage) -> list[str]:
    """Return who took part, in sentences."""
    opens, closes = page.window()
    zone = page.method["round"]["timezone"]
    sentences = [
        _("Gezählt: %(ballots)s.", ballots=page.ballots),
        _(
            "Teilnehmen konnte man vom %(opens)s bis zum %(closes)s.",
            opens=localdate(opens, zone),
            closes=localdate(closes, zone),
        ),
        _("Die Teilnahme war freiwillig."),
    ]
    if page.method.get("open_sheets"):
        sheets = number(page.method["open_sheets"])
        sentences.append(_("Bögen in offenen Stapeln, nicht mitgezählt: %(n)s.", n=sheets))
    return sentences


def _result(page: ResultPage) -> dict[str, Any]:
    shown = page.figures
    rows = [
        {
            "feld": cells[0],
            "anteil": cells[1],
            "bereich": cells[2],
            "platz": cells[3],
            "antworten": cells[4],
        }
        for cells in page.table().rows
    ]
    return {
        "befund": page.finding,
        "gemessen": page.measured if shown else "",
        "anteil_heisst": _("Gewählt von") if page.pick else _("Anteil"),
        "felder": rows if shown else [],
        "quelle": page.source if shown else "",
        "vorbehalt": page.caveat,
        "grenzen": limits(page),
        "abstaende": page.apart if page.ranks else [],
    }


def limits(page: ResultPage) -> list[str]:
    """Return what is missing and why, and what can be told apart, in sentences."""
    sentences = [sentence for sentence in (page.withheld, page.silence) if sentence]
    if page.ranks:
        sentences.append(texts.told_apart(page))
    return sentences


def _goals(page: ResultPage) -> dict[str, Any]:
    goals = page.goals() if page.figures else []
    hint = _("Ziele vergleichen wir nur innerhalb ihres Feldes, nie zwischen Feldern.")
    return {"ziele_hinweis": hint if goals else "", "ziele": [_goals_of(field) for field in goals]}


def _goals_of(field: FieldGoals) -> dict[str, Any]:
    answers = number(field.n)
    names = ("ziel", "anteil", "bereich", "koepfe", "index")
    return {
        "feld": field.title,
        "hinweis": _("Von denen, denen das Feld wichtig ist: %(n)s Antworten.", n=answers)
        if field.top_only
        else _("%(n)s Antworten.", n=answers),
        "eintraege": [dict(zip(names, cells, strict=True)) for cells in field.table.rows],
    }


def deviations(page: ResultPage, round_: Round) -> list[str]:
    """Return the departures from the rules, those logged after this version too; or that there is
    none."""
    logged = page.deviations() + [
        (deviation.at, departure(deviation.kind, deviation.reason))
        for deviation in result_queries.later_deviations(page.snapshot)
    ]
    if logged:
        return [f"{localtime(moment, round_.timezone)}: {reason}" for moment, reason in logged]
    if registered_late(round_.created_at, round_.windows):
        return [
            _(
                "Keine ist vermerkt. Die Regeln wurden hier erst eingetragen, als die Runde schon"
                " begonnen hatte."
            )
        ]
    return [_("Keine. Die Runde lief nach den Regeln, die vor der Öffnung feststanden.")]


def _proofs(page: ResultPage) -> list[dict[str, str]]:
    snapshot = page.snapshot
    rows = [
        (_("Prüfsumme der %(ballots)s", ballots=page.noun), snapshot.inputs_digest),
        (_("Prüfsumme der Regeln"), str(page.method["rules_hash"])),
        (_("Prüfsumme des Bündels"), snapshot.bundle_sha256 or "–"),
        (_("Programm"), f"{snapshot.software}, numpy {page.method['numpy']}"),
    ]
    return [{"was": name, "wert": value} for name, value in rows]


def _annexes(page: ResultPage, round_: Round) -> list[str]:
    bundle = external_url("results.bundle_zip", slug=round_.slug, version=page.snapshot.number)
    procedure = external_url("front.procedure", slug=round_.slug)
    return [
        _("Ergebnisseite: %(address)s", address=address(page, round_)),
        _("Alles zum Nachprüfen (bundle.zip): %(address)s", address=bundle),
        _("Das Verfahren mit allen Regeln: %(address)s", address=procedure),
    ]


def _finding(page: ResultPage) -> dict[str, str] | None:
    return _picture(figures.below_its_finding(page)) if page.figures else None


def _ideas(page: ResultPage, round_: Round, now: datetime) -> dict[str, str] | None:
    found = beside.beside(page, round_, now)
    return _picture(found.picture()) if found else None


def _picture(drawn: Picture) -> dict[str, str]:
    return {
        "title": drawn.title,
        "alt": f"{drawn.title}. {drawn.description}",
        "png": base64.b64encode(figures.as_png(drawn)).decode(),
    }
