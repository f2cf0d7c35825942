"""What other pages say, to compare with."""

from __future__ import annotations

from participation.results.models import Snapshot
from tests.conftest import CheckingClient
from tests.pages import tree


def share(client: CheckingClient, snapshot: Snapshot, title: str) -> list[str]:
    """Share, interval and answers of a field on the page of the result."""
    page = tree(client.get(f"/rounds/{snapshot.round.slug}/results"))
    rows = page.findall(".//main//table/tbody/tr")
    row = next(row for row in rows if row[0].text == title)
    cells = ["".join(cell.itertext()).replace("\xa0", " ") for cell in row]
    return [cells[1], cells[2], cells[4]]
