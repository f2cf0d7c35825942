"""Starting without what operation needs."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_a_missing_secret_is_one_line_and_the_code_at_which_gunicorn_gives_up(
    tmp_path: Path,
) -> None:
    # An empty value is kept even where a .env file stands beside the program.
    environment = os.environ | {"SECRET_KEY": "", "DEMO": "", "INSTANCE": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-c", "import wsgi"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 3
    assert done.stderr.splitlines()[-1].startswith("configuration error: SECRET_KEY is missing")
    assert "Traceback" not in done.stderr
