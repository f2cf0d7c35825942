"""What a browser sends stays in memory: no upload is written to a file on the way."""

from __future__ import annotations

import io
from typing import IO

from flask import Request


class RequestInMemory(Request):
    """A request whose files are held in memory, as large as a request may be at most.

    Otherwise larger ones lie in the folder for temporary files, and with them a list of addresses.
    """

    def _get_file_stream(self, *_lengths_and_names: object, **_more: object) -> IO[bytes]:
        return io.BytesIO()
