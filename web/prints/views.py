"""The papers of one election that are printed: which can be made, and each as a Word file."""

from pathlib import Path
from urllib.parse import quote

from flask import Blueprint, make_response, render_template, url_for
from werkzeug.wrappers import Response

from electflow.access.terms import Permission
from electflow.errors import NotFound
from electflow.papers import service as papers
from electflow.papers.case import Case
from electflow.papers.package import build
from electflow.papers.terms import LAYOUTS, Print
from electflow.stages import Track
from electflow.wording.service import Wording
from web.auth import official
from web.elections.blueprint import VILLAGE, page_of
from web.elections.page import ElectionPage
from web.entry import read, settings, today

bp = Blueprint("prints", __name__)
HERE = VILLAGE + "/committee/prints"
_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def _page(county: str, year: int, village: str) -> ElectionPage:
    page = page_of(county, year, village, Track.COMMITTEE)
    if not page.is_carried or not page.may(Permission.ELECTION_READ):
        raise NotFound(f"papers of {village}")
    return page


def _case(page: ElectionPage) -> Case:
    return Case(
        session=read(),
        campaign=page.campaign,
        election=page.election,
        dossier=page.dossier,
        wording=Wording(),
        is_demo=settings().environment == "demo",
        sees_count=page.sees_count,
        today=today(),
    )


@bp.get(HERE)
@official(Permission.DOCUMENT_RECORD)
def index(county: str, year: int, village: str) -> str:
    """Show which papers can be printed now, and which not yet."""
    page = _page(county, year, village)
    ready = set(papers.available(_case(page)))
    return render_template(
        "prints/index.html",
        page=page,
        rows=[(kind, LAYOUTS[kind].series, kind in ready) for kind in Print],
        has_package=Print.FILING_REPORT in ready,
        at=lambda kind: url_for(
            "prints.paper", county=county, year=year, village=village, name=kind.value
        ),
    )


@bp.get(HERE + "/<name>.docx")
@official(Permission.DOCUMENT_RECORD)
def paper(county: str, year: int, village: str, name: str) -> Response:
    """Give a paper as a Word file."""
    page = _page(county, year, village)
    if name not in set(Print) or not page.may(Permission.DOCUMENT_RECORD):
        raise NotFound(f"print {name}")
    kind, case = Print(name), _case(page)
    made = papers.make(kind, case, _own_templates())
    return _file(made, f"{papers.title_of(kind, case)}.docx", _DOCX)


@bp.get(HERE + "/package.zip")
@official(Permission.DOCUMENT_RECORD)
def package(county: str, year: int, village: str) -> Response:
    """Give the package that is filed with the township and the county."""
    page = _page(county, year, village)
    if not page.may(Permission.DOCUMENT_RECORD):
        raise NotFound("package")
    made = build(_case(page), _own_templates())
    return _file(made, f"{_named(page)}备案材料.zip", "application/zip")


def _named(page: ElectionPage) -> str:
    return Wording().election(page.election.name, page.election.ordinal)


def _own_templates() -> Path | None:
    return Path(settings().paper_templates) if settings().paper_templates else None


def _file(content: bytes, name: str, media: str) -> Response:
    response = make_response(content)
    response.headers["Content-Type"] = media
    response.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    return response
