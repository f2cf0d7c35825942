"""What gunicorn loads in the browser tests: the application with the settings of the test, and
nobody is asked to slow down."""

from __future__ import annotations

import json
import os

from participation.app import create_app
from participation.extensions import limiter

app = create_app(json.loads(os.environ["SERVED_SETTINGS"]))
limiter.enabled = False
