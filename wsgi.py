"""What gunicorn and the flask command load: `app`."""

from __future__ import annotations

import os
import sys

from dotenv import load_dotenv

from config import from_environment
from participation.app import create_app
from participation.demo.service import DemoRefused
from participation.kernel.errors import SettingsError
from participation.web.logs import keep_texts_out

# What the web server, the worker and the shell write is their owner's alone.
os.umask(0o077)
keep_texts_out()
load_dotenv()
try:
    app = create_app(from_environment())
except (SettingsError, DemoRefused) as error:
    what = "DEMO=1 is refused" if isinstance(error, DemoRefused) else "configuration error"
    sys.stderr.write(f"{what}: {error}\n")
    # gunicorn gives up at this code; at any other it would start the worker again and again.
    sys.exit(3)
