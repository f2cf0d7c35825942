"""The amounts of a region's motion for six projects in three places, and what tests do with
files."""

from __future__ import annotations

import secrets
import tempfile
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import func, select, update

from participation.extensions import db
from participation.projects.finance.intake import importing
from participation.projects.finance.intake.plan import Plan
from participation.projects.finance.models import FinanceLine, LockEvent, Source
from participation.projects.models import Project
from participation.strategy.models import Strategy
from participation.web.csvfile import FileRefused, sentences
from participation.web.transactions import begin_write
from tests.conftest import CheckingClient
from tests.factories import save
from tests.projects.making import NOW, WHO

MOTION = """\
place,project,regional,municipal,private
Stuttgart,KI-XC,"3,40 Mio.","3,40 Mio.","163,20 Mio."
Stuttgart,KI-ckstart,"0,25 Mio.","0,25 Mio.",
Stuttgart,KI im Bau,"1,60 Mio.","1,60 Mio.",
Böblingen,AITransform,"5,97 Mio.","5,97 Mio.",
Böblingen,AIVision (Fläche),,,"120,00 Mio."
Ditzingen,mAlkerSpace,"5,00 Mio.",,"15,00 Mio."
Gesamt,,"16,22 Mio.","11,22 Mio.","298,20 Mio."
"""
TABLE = """\
place,project,regional,municipal,private,total
Stuttgart,KI-XC,3400000.00,3400000.00,163200000.00,170000000.00
Stuttgart,KI-ckstart,250000.00,250000.00,,500000.00
Stuttgart,KI im Bau,1600000.00,1600000.00,,3200000.00
Böblingen,AITransform,5970000.00,5970000.00,,11940000.00
Böblingen,AIVision (Fläche),,,120000000.00,120000000.00
Ditzingen,mAlkerSpace,5000000.00,,15000000.00,20000000.00
Gesamt,,16220000.00,11220000.00,298200000.00,325640000.00
"""
URL = "/strategy/region/finance"
HEAD = "project,source,year,stage,amount,unit_given,note\n"


def shell(app: Flask, *words: str | Path) -> Result:
    return app.test_cli_runner().invoke(args=["finance", *map(str, words)])


def take(path: Path, slug: str = "region", **options) -> Plan:
    """Take a file over and commit."""
    done = importing.import_file(slug, path, **{"add_missing": True, **WHO, **options})
    db.session.commit()
    return done


def publish_motion(slug: str) -> None:
    """Give a strategy the amounts of the motion, a lock, and another stage, all published."""
    line = "ki-xc,regional,2022,%s,1000000,Mio.,\n"
    more = line % "budgeted" + line % "spent"
    with tempfile.TemporaryDirectory() as folder:
        for text in (MOTION, HEAD + more):
            path = Path(folder) / "in.csv"
            path.write_text(text, encoding="utf-8")
            take(path, slug)
    publish_all(slug)
    lock("regional", 2022, "placed", None)
    lock("municipal", 0, "placed", 100_000_000, unit_given="Mio.")


def problems(app: Flask, path: Path, **options) -> list[tuple[int, str]]:
    """The lines and sentences with which a file is refused."""
    with pytest.raises(FileRefused) as refused, app.test_request_context():
        importing.plan_file("region", path, **{"add_missing": True, **options})
    with app.test_request_context():
        said = sentences(refused.value)[1:]
    return [(line, text) for (line, _), text in zip(refused.value.problems, said, strict=True)]


def stored() -> int:
    return db.session.scalar(select(func.count()).select_from(FinanceLine)) or 0


def publish_all(slug: str = "region") -> None:
    """Publish every project of a strategy."""
    strategy_id = select(Strategy.id).where(Strategy.slug == slug).scalar_subquery()
    statement = update(Project).where(Project.strategy_id == strategy_id)
    begin_write().execute(statement.values(published_at=NOW.now()))
    db.session.commit()


def lock(source: str, year: int, kind: str, cents: int | None, **values) -> LockEvent:
    """An event of a lock."""
    source_id = db.session.scalar(select(Source.id).where(Source.key == source))
    defaults = {
        "token": secrets.token_hex(8),
        "reason": "Bis der Ausschuss berichtet bekommt.",
        "at": NOW.now(),
        "recorded_by": "planner",
    }
    return save(
        LockEvent(source_id=source_id, year=year, kind=kind, cents=cents, **defaults | values)
    )


def lines(*rows: str) -> str:
    """A long file."""
    return HEAD + "".join(f"{row},,\n" for row in rows)


def text_of(client: CheckingClient, url: str = URL) -> str:
    page = client.get(url)
    assert page.status_code == 200
    return page.get_data(as_text=True)
