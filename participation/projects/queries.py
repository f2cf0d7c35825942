"""Reading projects, always in an order. What is public is decided here for every page and file."""

from __future__ import annotations

from sqlalchemy import Select, select

from participation.extensions import db
from participation.kernel.errors import N_, NotFound
from participation.projects.models import Project

NO_PROJECT = N_("Dieses Projekt gibt es nicht. Vielleicht ist die Adresse unvollständig.")


def public_projects() -> Select[Project]:
    """Return the query of what everybody may see; every output that names projects begins with
    it."""
    return select(Project).where(Project.published_at.is_not(None))


def find(key: str) -> Project | None:
    """Return any project by its key, drafts too, or None: for staff."""
    return db.session.scalar(select(Project).where(Project.key == key))


def get(key: str) -> Project:
    """Return any project by its key, drafts too: for staff. Raises NotFound."""
    project = find(key)
    if project is None:
        raise NotFound(NO_PROJECT)
    return project


def get_public(key: str) -> Project:
    """Return a published project by its key. Raises NotFound, for drafts too."""
    project = db.session.scalar(public_projects().where(Project.key == key))
    if project is None:
        raise NotFound(NO_PROJECT)
    return project
