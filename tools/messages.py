"""Bring new sentences into every catalogue and drop those that are gone; translations stay as they
are. All of it is pybabel's work.

`python tools/messages.py` updates what there is; `python tools/messages.py fr` begins a catalogue
for French. `tools/check_translations.py` asks the same without writing.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TRANSLATIONS = ROOT / "participation" / "translations"
# German is the source language: `_l` is lazy, `N_` only marks what pure code raises, the others
# count.
KEYWORDS = ("_l", "N_", "lazy_gettext", "lazy_ngettext:1,2", "_n:1,2", "NN_:1,2")
# Small differences: sorted, without line numbers, unwrapped. A guessed translation is worse than a
# missing one, which the check reports.
FORM = ("--no-location", "--sort-output")
KEEP = ("--no-fuzzy-matching", "--ignore-obsolete", "--no-wrap", "--ignore-pot-creation-date")


def pybabel(*words: str) -> subprocess.CompletedProcess[str]:
    """Run pybabel in the project's folder and return what it said."""
    command = [sys.executable, "-m", "babel.messages.frontend", *words]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def update(folder: Path, *options: str) -> subprocess.CompletedProcess[str]:
    """Extract the sentences of code and templates, and update every catalogue with them."""
    template = str(folder / "messages.pot")
    marks = [word for keyword in KEYWORDS for word in ("-k", keyword)]
    completed = pybabel(
        "extract", "-F", "babel.cfg", *marks, *FORM, "-o", template, "participation", "templates"
    )
    if completed.returncode != 0:
        return completed
    return pybabel("update", "-i", template, "-d", str(TRANSLATIONS), *KEEP, *options)


def main(new_languages: list[str]) -> int:
    """Update the catalogues and say what is left to translate."""
    with tempfile.TemporaryDirectory() as folder:
        done = update(Path(folder))
        for language in new_languages:
            template = str(Path(folder) / "messages.pot")
            done = pybabel("init", "-i", template, "-d", str(TRANSLATIONS), "-l", language)
    if done.returncode != 0:
        print(done.stderr, file=sys.stderr)
        return done.returncode
    counted = pybabel("compile", "-d", str(TRANSLATIONS), "--statistics").stderr
    print("\n".join(line for line in counted.splitlines() if "translated in" in line))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
