"""What kinds and states of organisations are called on pages."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from participation.organisations.rules import OrganisationKind, OrganisationState

KINDS = {
    OrganisationKind.UNIVERSITY: _l("Hochschule oder Forschung"),
    OrganisationKind.COMPANY: _l("Unternehmen"),
    OrganisationKind.ASSOCIATION: _l("Verein oder Verband"),
    OrganisationKind.PUBLIC_BODY: _l("Öffentliche Stelle"),
    OrganisationKind.OTHER: _l("Andere Organisation"),
}
STATES = {
    OrganisationState.APPLIED: _l("Antrag eingegangen"),
    OrganisationState.APPROVED: _l("Aufgenommen"),
    OrganisationState.REFUSED: _l("Antrag abgelehnt"),
    OrganisationState.LEFT: _l("Nimmt nicht mehr teil"),
}
COLOURS = {
    OrganisationState.APPLIED: "info",
    OrganisationState.APPROVED: "success",
    OrganisationState.REFUSED: "danger",
    OrganisationState.LEFT: "neutral",
}
"""The colour of a state's badge."""
