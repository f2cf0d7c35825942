"""What was measured, beside what is to be reached, as one table."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Row:
    """One figure. `met` is None where nothing is to be reached; `ratio` says against what it is
    one."""

    backend: str
    what: str
    measured: str
    ratio: str = ""
    target: str = ""
    met: bool | None = None


@dataclass
class Report:
    """The rows of a run, printed as they come in and whole at the end."""

    rows: list[Row] = field(default_factory=list)

    def add(
        self,
        backend: str,
        what: str,
        measured: str,
        *,
        ratio: str = "",
        target: str = "",
        met: bool | None = None,
    ) -> None:
        """Note a figure and show it."""
        row = Row(backend, what, measured, ratio, target, met)
        self.rows.append(row)
        print(f"  {what}: {measured} {ratio} {_verdict(row)}".rstrip(), flush=True)

    def table(self) -> str:
        """Return all rows as a Markdown table."""
        head = ("database", "what", "measured", "ratio", "to reach", "")
        cells = [(r.backend, r.what, r.measured, r.ratio, r.target, _verdict(r)) for r in self.rows]
        widths = [max(len(row[place]) for row in [head, *cells]) for place in range(len(head))]
        lines = [_line(row, widths) for row in cells]
        return "\n".join(
            [
                _line(head, widths),
                "|" + "|".join("-" * (width + 2) for width in widths) + "|",
                *lines,
            ]
        )

    def missed(self) -> list[Row]:
        """Return the figures that did not reach their target."""
        return [row for row in self.rows if row.met is False]


def _verdict(row: Row) -> str:
    return {True: "met", False: "MISSED", None: ""}[row.met]


def _line(row: tuple[str, ...], widths: list[int]) -> str:
    return (
        "| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) + " |"
    )
