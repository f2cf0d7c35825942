"""How gunicorn serves the application; it reads this file by itself when it starts from this
folder."""

from __future__ import annotations

import os

bind = f"{os.environ.get('BIND', '127.0.0.1')}:{os.environ.get('PORT', '8000')}"
worker_class = "gthread"
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
threads = int(os.environ.get("WEB_THREADS", "4"))
# It would be written into the home folder.
control_socket_disable = True
# By default gunicorn lets a proxy on this host say by headers where the application is mounted and
# whether TLS was used, and such a proxy passes on what clients send. PROXIES counts instead.
forwarder_headers = ""
forwarded_allow_ips = ""
