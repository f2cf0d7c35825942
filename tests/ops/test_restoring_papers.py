"""What was blacked out in papers or hidden, when an older backup is restored."""

from __future__ import annotations

from flask import Flask
from sqlalchemy import select

from participation.audit.service import SHELL
from participation.council.drafts import PaperDraft
from participation.council.models import Consultation, Paper, PaperVersion, Redaction
from participation.council.papers import corrections, redaction, visibility
from participation.council.rules import BLACKED_OUT, Kind
from participation.extensions import db
from participation.kernel.clock import clock
from participation.web.transactions import commit_now
from tests.council.making import make_consultation, make_paper
from tests.ops.erasing import Shell


def black_out(key: str, passage: str) -> None:
    redaction.black_out(key, passage, reason="Name", actor=SHELL, clock=clock)
    commit_now()


def test_what_was_blacked_out_since_is_blacked_out_again(
    app: Flask, shell: Shell, copy: str
) -> None:
    paper = make_paper(title="Antrag von Erika Mustermann")
    key = paper.key
    make_consultation(paper, text="Erika Mustermann dankte Max Muster und Erika Mustermann.")
    make_paper(title="Erika Mustermann fragt")
    shell("backup", "create", copy)
    black_out(key, "Erika Mustermann")
    black_out(key, "Max Muster")
    for _ in range(2):
        shell("backup", "restore", copy, "--yes")
        titles = db.session.scalars(select(Paper.title).order_by(Paper.id)).all()
        assert titles == [f"Antrag von {BLACKED_OUT}", "Erika Mustermann fragt"]
        text = db.session.scalars(select(Consultation.text)).one()
        assert text == f"{BLACKED_OUT} dankte {BLACKED_OUT} und {BLACKED_OUT}."
        assert len(db.session.scalars(select(Redaction)).all()) == 3


def is_public() -> list[bool]:
    """What everybody may see: papers, then consultations, then earlier particulars."""
    columns = (Paper.public, Consultation.public, PaperVersion.public)
    return [public for column in columns for public in db.session.scalars(select(column))]


def public_paper() -> Paper:
    """A public paper with a public consultation, its particulars corrected once."""
    paper = make_paper(public=True)
    make_consultation(paper, public=True)
    draft = PaperDraft("Berichtigt", Kind.DRAFT_RESOLUTION, reference="2026/118")
    corrections.correct_paper(paper.key, draft, seen=1, actor=SHELL, clock=clock)
    commit_now()
    return paper


def test_what_was_hidden_since_is_hidden_again(app: Flask, shell: Shell, copy: str) -> None:
    key = public_paper().key
    shell("backup", "create", copy)
    visibility.hide_paper(key, actor=SHELL, clock=clock)
    commit_now()
    for _ in range(2):
        shell("backup", "restore", copy, "--yes")
        assert is_public() == [False, False, False]


def test_a_consultation_hidden_since_is_hidden_again_alone(
    app: Flask, shell: Shell, copy: str
) -> None:
    key = public_paper().key
    shell("backup", "create", copy)
    row = db.session.scalars(select(Consultation)).one()
    visibility.hide_consultation(key, row.id, actor=SHELL, clock=clock)
    commit_now()
    shell("backup", "restore", copy, "--yes")
    assert is_public() == [True, False, True]


def test_what_was_hidden_and_shown_again_stays_public(app: Flask, shell: Shell, copy: str) -> None:
    key = public_paper().key
    shell("backup", "create", copy)
    visibility.hide_paper(key, actor=SHELL, clock=clock)
    commit_now()
    visibility.show_paper(key, actor=SHELL, clock=clock)
    commit_now()
    shell("backup", "restore", copy, "--yes")
    assert is_public() == [True, False, False]
