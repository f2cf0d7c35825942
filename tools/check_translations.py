"""Every marked sentence stands in every catalogue, translated, with the same placeholders; nothing
is left over. All of it is pybabel's work."""

from __future__ import annotations

import re
import sys
import tempfile
from pathlib import Path

from messages import TRANSLATIONS, pybabel, update

COUNTED = re.compile(r"(\d+) of (\d+) messages \(\d+%\) translated in (\S+)")

FUZZY = re.compile(r"^#,.*\bfuzzy\b", re.MULTILINE)


def main() -> int:
    """Print what is wrong and return 1 when there is something."""
    with tempfile.TemporaryDirectory() as folder:
        checked = update(Path(folder), "--check")
    if checked.returncode != 0:
        print(f"{checked.stderr}The catalogues are not up to date: make messages", file=sys.stderr)
        return 1
    compiled = pybabel("compile", "-d", str(TRANSLATIONS), "--statistics")
    counted = COUNTED.findall(compiled.stderr)
    missing = [f"{path}: {done} of {total}" for done, total, path in counted if done != total]
    wrong = [line for line in compiled.stderr.splitlines() if "error" in line]
    # A fuzzy entry counts as translated and is left out of what is compiled.
    wrong += [
        f"{path}: fuzzy" for *_, path in counted if FUZZY.search(Path(path).read_text("utf-8"))
    ]
    if compiled.returncode != 0 or missing or wrong or not counted:
        print("\n".join(["not everything is translated:", *missing, *wrong]), file=sys.stderr)
        return 1
    languages = ", ".join(path.split("/")[-3] for _done, _total, path in counted)
    print(f"translations: fine ({counted[0][1]} sentences, {languages})")
    return 0


if __name__ == "__main__":
    sys.exit(main())
