"""A scan of minutes or of a sealed reply: what it is, who looked at it, and the file after stepping up."""

from flask import make_response, render_template
from werkzeug.wrappers import Response

from electflow import clock
from electflow.access import service as access
from electflow.access.terms import Permission
from electflow.act import Act
from electflow.errors import InputRefused
from electflow.joint_review.looks import looks_at, require_look
from electflow.joint_review.scans import content_of, get_scan
from electflow.joint_review.terms import ScanKind
from electflow.workflow import attaching
from web.auth import official
from web.entry import actor, perform, read
from web.files import given_out
from web.forms import WritingForm
from web.language import gettext as _
from web.review.blueprint import HERE, ReviewPage, bp, review_page
from web.review.forms import look_form
from web.review.stepping import stepping_up

SCAN = HERE + "/scans/<int(max=9223372036854775807):scan_id>"
LOOK = SCAN + "/look/<int(max=9223372036854775807):look>"
_LOOKS = 50


@bp.get(SCAN)
@official(Permission.REVIEW_READ)
def scan(county: str, year: int, scan_id: int) -> str:
    """Show of what a scan is, when and by whom it was added, and who looked at it."""
    return _scan_page(review_page(county, year), scan_id)


@bp.post(SCAN + "/look")
@official(Permission.REVIEW_READ)
def look_at_scan(county: str, year: int, scan_id: int) -> Response:
    """Step up to open a scan; the look is written into the book with its reason."""
    here = review_page(county, year)
    get_scan(read(), here.campaign, scan_id)
    form = look_form()
    if not form.validate():
        return make_response(_scan_page(here, scan_id, form), 422)

    def work(act: Act) -> str:
        look = attaching.look_at_scan(
            act,
            here.campaign,
            scan_id,
            password=form["password"].data,
            reason=form["reason"].data or "",
        )
        return here.at("scan_looked", scan_id=scan_id, look=look.id)

    return stepping_up(
        lambda: perform(work, _("Recorded. The page shows it for ten minutes.")),
        lambda refusal: _scan_page(here, scan_id, form, refusal),
    )


@bp.get(LOOK)
@official(Permission.REVIEW_READ)
def scan_looked(county: str, year: int, scan_id: int, look: int) -> str:
    """Show a scan's page with the file to be opened, to him who has stepped up for it."""
    here = review_page(county, year)
    require_look(read(), actor(), look, attaching.scan_subject(scan_id), clock.now())
    return _scan_page(here, scan_id, look=look)


@bp.get(LOOK + "/file")
@official(Permission.REVIEW_READ)
def scan_file(county: str, year: int, scan_id: int, look: int) -> Response:
    """Give a scan as a file, to him who has stepped up for it."""
    here = review_page(county, year)
    found = get_scan(read(), here.campaign, scan_id)
    require_look(read(), actor(), look, attaching.scan_subject(scan_id), clock.now())
    unit = here.unit_name(found.unit) if found.unit else _("Minutes")
    name = f"{unit} {found.number}".replace("/", "-")
    return given_out(content_of(read(), found), found.media, f"{name}.{found.media}")


def _scan_page(
    here: ReviewPage,
    scan_id: int,
    form: WritingForm | None = None,
    refusal: InputRefused | None = None,
    look: int = 0,
) -> str:
    found = get_scan(read(), here.campaign, scan_id)
    looks = looks_at(read(), here.campaign.county, [attaching.scan_subject(scan_id)], _LOOKS)
    return render_template(
        "review/scan.html",
        here=here,
        scan=found,
        is_minutes=found.kind == ScanKind.MINUTES.value,
        may_open=attaching.may_open(actor(), found),
        look_id=look,
        looks=looks,
        officials=access.names_of(
            read(), here.campaign.county, {found.added_by, *(o.official_id for o in looks)}
        ),
        form=form or look_form(),
        refused=refusal.issues if refusal else (),
    )
