"""What was blacked out in papers, when an older backup is restored."""

from __future__ import annotations

from flask import Flask
from sqlalchemy import select

from participation.audit.service import SHELL
from participation.council.models import Consultation, Paper, Redaction
from participation.council.papers import redaction
from participation.council.rules import BLACKED_OUT
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
