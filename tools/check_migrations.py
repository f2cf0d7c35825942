"""A database that the migrations made from nothing has exactly the tables that the models describe (on SQLite).

The tests ask the same of PostgreSQL.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def main() -> int:
    """Migrate a fresh database and let alembic compare; print what it says only when something differs."""
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
            done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
            if done.returncode != 0:
                print(done.stdout + done.stderr, file=sys.stderr)
                print(f"migrations: 'flask {' '.join(words)}' failed on a fresh SQLite database", file=sys.stderr)
                return 1
    print("migrations: fine")
    return 0


if __name__ == "__main__":
    sys.exit(main())
