"""What was mailed, and people who have something to do with organisations."""

from __future__ import annotations

import pytest
from flask import Flask

from participation.accounts.models import Account
from participation.organisations.models import Organisation
from tests.factories import make_resident, make_staff
from tests.organisations.making import GUEST, make_organisation


@pytest.fixture
def applicant(app: Flask) -> Account:
    """A resident who applies for an organisation."""
    return make_resident("leitung@verein.example")


@pytest.fixture
def planner(app: Flask) -> Account:
    """A member of staff who decides."""
    return make_staff("planner", name="Planungsbüro")


@pytest.fixture
def organisation(applicant: Account) -> Organisation:
    """An approved organisation whose one member is the applicant."""
    return make_organisation(applicant)


@pytest.fixture
def guest(app: Flask) -> Account:
    """A resident who is to be invited."""
    return make_resident(GUEST)
