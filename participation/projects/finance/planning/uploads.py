"""A file between its dry run and its confirmation: kept as it was handed in, read again when it is
confirmed."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

from sqlalchemy import delete

from participation.extensions import db
from participation.kernel.clock import Clock
from participation.kernel.errors import N_, BadInput, NotFound
from participation.projects.finance.intake import importing
from participation.projects.finance.intake.plan import Plan
from participation.projects.finance.models import FinanceUpload
from participation.projects.finance.planning import queries
from participation.projects.finance.planning.service import By
from participation.projects.finance.rules import Stage
from participation.strategy import queries as strategy_queries
from participation.web.transactions import begin_write

KEPT = timedelta(days=1)
NAME_LENGTH = 120
NO_UPLOAD = N_("Hier wartet keine Datei. Laden Sie sie noch einmal hoch.")


def hand_in(
    slug: str,
    *,
    name: str,
    content: bytes,
    stage: Stage | None,
    add_missing: bool,
    account_id: int,
    clock: Clock,
) -> None:
    """Keep a file that can be taken over; it replaces an earlier one of the same person.

    Raises FileRefused with every problem and its line, BadInput for an empty file, NotFound for
    the strategy.
    """
    if not content:
        raise BadInput(N_("Wählen Sie eine Datei aus, die nicht leer ist."), field="file")
    with _on_disk(content) as path:
        importing.plan_file(slug, path, stage=stage, add_missing=add_missing)
    strategy_id = strategy_queries.get(slug).id
    session, now = begin_write(), clock.now()
    mine = (FinanceUpload.strategy_id == strategy_id) & (FinanceUpload.account_id == account_id)
    session.execute(delete(FinanceUpload).where(mine | (FinanceUpload.uploaded_at < now - KEPT)))
    session.add(
        FinanceUpload(
            strategy_id=strategy_id,
            account_id=account_id,
            name=name[:NAME_LENGTH],
            content=content,
            stage=stage.value if stage else "",
            add_missing=add_missing,
            uploaded_at=now,
        )
    )
    session.flush()


def waiting(slug: str, account_id: int) -> tuple[FinanceUpload, Plan]:
    """Return the file that a person has handed in, and what it would change now.

    Raises NotFound where there is none, and FileRefused where it cannot be taken over any more.
    """
    upload = _upload(slug, account_id)
    with _on_disk(upload.content) as path:
        return upload, importing.plan_file(
            slug, path, stage=_stage(upload), add_missing=upload.add_missing
        )


def confirm(slug: str, account_id: int, *, seen: str, by: By) -> Plan:
    """Take the file over that was handed in; `seen` is the digest of the plan that was shown.

    Raises Conflict when it would change something else by now, NotFound, FileRefused.
    """
    importing.lock_strategy(slug)
    upload = _upload(slug, account_id)
    with _on_disk(upload.content) as path:
        plan = importing.import_file(
            slug,
            path,
            stage=_stage(upload),
            add_missing=upload.add_missing,
            seen=seen,
            actor=by.actor,
            clock=by.clock,
        )
    db.session.delete(upload)
    return plan


def discard(slug: str, account_id: int) -> None:
    """Forget the file that was handed in, if there is one."""
    importing.lock_strategy(slug)
    upload = queries.upload(strategy_queries.get(slug).id, account_id)
    if upload is not None:
        db.session.delete(upload)


def _upload(slug: str, account_id: int) -> FinanceUpload:
    upload = queries.upload(strategy_queries.get(slug).id, account_id)
    if upload is None:
        raise NotFound(NO_UPLOAD)
    return upload


def _stage(upload: FinanceUpload) -> Stage | None:
    return Stage(upload.stage) if upload.stage else None


@contextmanager
def _on_disk(content: bytes) -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "amounts.csv"
        path.write_bytes(content)
        yield path
