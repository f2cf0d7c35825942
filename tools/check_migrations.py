"""A database that the migrations made from nothing has exactly the tables that the models describe
(on SQLite).

The tests ask the same of PostgreSQL.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def main() -> int:
    """Migrate a fresh database and let alembic compare; print what it says only when something
    differs."""
    with tempfile.TemporaryDirectory() as folder:
        environment = {
            **os.environ,
            "FLASK_APP": "wsgi.py",
            "INSTANCE": folder,
            "DATABASE_URL": f"sqlite:///{folder}/fresh.db",
            "KEY_FILE": f"{folder}/keys.json",
            "SECRET_KEY": "for-a-database-that-is-thrown-away-at-once",
            "DEMO": "0",
        }
        for words in (["db", "upgrade"], ["db", "check"]):
            command = [sys.executable, "-m", "flask", *words]
            done = subprocess.run(
                command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False
            )
            if done.returncode != 0:
                print(_short(done.stdout + done.stderr), file=sys.stderr)
                print(
                    f"migrations: 'flask {' '.join(words)}' failed on a fresh SQLite database",
                    file=sys.stderr,
                )
                return 1
    print("migrations: fine")
    return 0


def _short(said: str) -> str:
    """Alembic's list of differences fills a screen with columns; what and where is enough."""
    differences = re.findall(
        r"\('((?:add|remove|modify)_\w+)', (?:None, '(\w+)', )?(?:\w+\()?(?:'(\w+)')?", said
    )
    lines = [" ".join(part for part in difference if part) for difference in differences]
    return "\n".join(lines) if "New upgrade operations detected" in said and lines else said.strip()


if __name__ == "__main__":
    sys.exit(main())
