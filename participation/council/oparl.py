"""OParl 1.1 objects (https://oparl.org/spezifikation/) that somebody pastes as JSON, read strictly
to fill a form. Nothing is fetched, and the outcome is chosen by a person. Pure."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from participation.council.rules import Kind, Role
from participation.kernel.errors import N_, BadInput
from participation.kernel.text import clean_line, clean_text

LARGEST = 100_000
"""Bytes; a paper with fifty consultations has about twenty thousand."""
_TYPE = re.compile(r"https://schema\.oparl\.org/1\.[01]/(?P<name>Paper|Consultation|AgendaItem)\Z")
_DAY = re.compile(r"(\d{4}-\d{2}-\d{2})(?:T.*)?\Z", re.ASCII)

TOO_LARGE = N_("Der Text ist größer als %(most)s Byte. Fügen Sie nur das eine Objekt ein.")
NO_JSON = N_(
    "Das ist kein gültiges JSON. Kopieren Sie das ganze Objekt samt geschweiften Klammern."
)
NO_OPARL = N_(
    "Das ist kein OParl-Objekt der Fassung 1.0 oder 1.1 vom Typ Paper, Consultation oder"
    " AgendaItem. Prüfen Sie die Angabe „type“."
)
WRONG_VALUE = N_("Die Angabe „%(name)s“ hat nicht die Form, die OParl vorschreibt.")
NO_PAPER_HERE = N_("Das ist eine Vorlage (Paper). Fügen Sie sie unter „Vorlage erfassen“ ein.")
NO_CONSULTATION_HERE = N_(
    "Das ist eine Beratung. Öffnen Sie die Vorlage und fügen Sie sie dort ein."
)

KINDS = {
    "beschlussvorlage": Kind.DRAFT_RESOLUTION,
    "antrag": Kind.MOTION,
    "mitteilungsvorlage": Kind.REPORT,
    "bericht": Kind.REPORT,
    "anfrage": Kind.INQUIRY,
}
ROLES = {
    "entscheidung": Role.DECISION,
    "beschlussfassung": Role.DECISION,
    "vorberatung": Role.PREPARATION,
    "anhörung": Role.HEARING,
    "kenntnisnahme": Role.INFORMATION,
}
"""Words that mean one thing; for any other the person chooses."""


@dataclass(frozen=True)
class Pasted:
    """What an object says, by the form's fields, and what the person has to know besides: how the
    system words the result, and whether the item was closed to the public."""

    fields: Mapping[str, str | bool] = field(default_factory=dict)
    result: str = ""
    closed: bool = False


def read_paper(text: str) -> Pasted:
    """Return what a Paper says for the form of a paper. Raises BadInput at the field `oparl`."""
    name, values = _object(text)
    if name != "Paper":
        raise _bad(NO_CONSULTATION_HERE)
    kind = KINDS.get(_line(values, "paperType").casefold())
    return Pasted(
        {
            "title": _line(values, "name"),
            "reference": _line(values, "reference"),
            "kind": kind.value if kind else "",
            "date": _day(values, "date"),
            "link": _line(values, "web"),
            "oparl_id": _line(values, "id"),
        }
    )


def read_consultation(text: str) -> Pasted:
    """Return what a Consultation or an AgendaItem says for the form of a consultation. Raises
    BadInput at the field `oparl`."""
    name, values = _object(text)
    if name == "Paper":
        raise _bad(NO_PAPER_HERE)
    fields: dict[str, str | bool] = {"oparl_id": _line(values, "id")}
    if name == "Consultation":
        role = ROLES.get(_line(values, "role").casefold())
        authoritative = _flag(values, "authoritative")
        fields |= {"role": role.value if role else "", "authoritative": bool(authoritative)}
        return Pasted(fields)
    fields |= {"date": _day(values, "start"), "text": clean_text(_text(values, "resolutionText"))}
    closed = _flag(values, "public") is False
    return Pasted(fields, result=_line(values, "result"), closed=closed)


def _object(text: str) -> tuple[str, dict[str, Any]]:
    if len(text.encode("utf-8", "replace")) > LARGEST:
        raise _bad(TOO_LARGE, most=LARGEST)
    try:
        values = json.loads(text, object_pairs_hook=_unique, parse_constant=_refuse)
    except (ValueError, RecursionError):
        raise _bad(NO_JSON) from None
    kind = values.get("type") if isinstance(values, dict) else None
    match = _TYPE.match(kind) if isinstance(kind, str) else None
    if match is None:
        raise _bad(NO_OPARL)
    return match["name"], values


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if len({name for name, _value in pairs}) != len(pairs):
        raise ValueError("a name stands twice in one object")
    return dict(pairs)


def _refuse(constant: str) -> Any:
    raise ValueError(f"{constant} is no JSON")


def _text(values: Mapping[str, Any], name: str) -> str:
    value = values.get(name)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise _bad(WRONG_VALUE, name=name)
    return value


def _line(values: Mapping[str, Any], name: str) -> str:
    return clean_line(_text(values, name))


def _flag(values: Mapping[str, Any], name: str) -> bool | None:
    value = values.get(name)
    if value is not None and not isinstance(value, bool):
        raise _bad(WRONG_VALUE, name=name)
    return value


def _day(values: Mapping[str, Any], name: str) -> str:
    value = _line(values, name)
    match = _DAY.match(value)
    if value and match is None:
        raise _bad(WRONG_VALUE, name=name)
    return match[1] if match else ""


def _bad(message: str, **values: object) -> BadInput:
    return BadInput(message, field="oparl", **values)
