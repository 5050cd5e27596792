"""Files that come with a form, and files that are given out."""

from urllib.parse import quote

from flask import make_response
from werkzeug.wrappers import Response

from web.forms import WritingForm

_MEDIA = {"pdf": "application/pdf", "jpeg": "image/jpeg", "png": "image/png"}


def sent_with(form: WritingForm, name: str = "scan") -> tuple[str, bytes] | None:
    """Return name and content of the file that was sent with a form, if any."""
    sent = form[name].data
    if not sent:
        return None
    sent.stream.seek(0)
    return sent.filename or "", sent.stream.read()


def given_out(content: bytes, media: str, name: str) -> Response:
    """Return a kept scan as a file to be saved, never shown within the page."""
    response = make_response(content)
    response.headers["Content-Type"] = _MEDIA[media]
    name = name if "." in name else f"{name}.{media}"
    response.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    return response
