"""What stands between the server and Flask: static files, trusted proxies, and a fixed root."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING
from wsgiref.headers import Headers

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix
from whitenoise import WhiteNoise

from participation.web.headers import security_headers

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

YEAR = 31_536_000


class ServedAtRoot:
    """Keeps the application at the root of its host.

    Servers take SCRIPT_NAME from a header of that name, and every address is built on it. Where the
    application is mounted is not for a request to say: the prefix goes back into the path.
    """

    def __init__(self, application: WSGIApplication) -> None:
        self.application = application

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Pass the request on with an empty SCRIPT_NAME."""
        environ["PATH_INFO"] = environ.get("SCRIPT_NAME", "") + environ.get("PATH_INFO", "")
        environ["SCRIPT_NAME"] = ""
        return self.application(environ, start_response)


def init_wsgi(app: Flask) -> None:
    """Put the layers around the application; the last one named sees a request first. A dry run is
    served by the application around it, which has them."""
    if app.config["DRY_RUN"]:
        return
    if app.config.get("PROXIES"):
        count = app.config["PROXIES"]
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=count, x_proto=count, x_host=0)  # type: ignore[method-assign]
    if not app.config.get("TESTING"):
        app.wsgi_app = _static_files(app)  # type: ignore[method-assign]
    app.wsgi_app = ServedAtRoot(app.wsgi_app)  # type: ignore[method-assign]


def _static_files(app: Flask) -> WhiteNoise:
    fixed = security_headers(app)

    def add_headers(headers: Headers, _path: str, _url: str) -> None:
        for name, value in fixed.items():
            headers[name] = value

    return WhiteNoise(
        app.wsgi_app,
        root=str(app.static_folder),
        prefix="static/",
        max_age=YEAR,
        allow_all_origins=False,
        add_headers_function=add_headers,
    )
