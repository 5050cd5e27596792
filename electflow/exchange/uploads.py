"""Keeping a workbook, sealed, from its upload until it is imported."""

import hashlib
from collections.abc import Mapping

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from electflow.act import Act
from electflow.audit import service as audit
from electflow.campaign import service as campaign
from electflow.campaign.model import Election
from electflow.campaign.terms import Register
from electflow.db import keyring_of
from electflow.errors import InputRefused, NotFound, Stale
from electflow.exchange.roll_choices import Choices
from electflow.exchange.roll_columns import (
    ColumnsMissing,
    can_be_told,
    columns_in,
    faults_of_chosen,
)
from electflow.exchange.roll_import import Preview, import_ready, preview
from electflow.exchange.workbook import column_letters
from electflow.ids import new_id
from electflow.issues import Issue
from electflow.roll.model import Upload
from electflow.workflow.registers import open_roll, require_registering


def keep(act: Act, election_id: int, name: str, content: bytes) -> Upload:
    """Keep a workbook to be previewed; one that waited before is dropped.

    One whose needed columns were not found is kept as well while the clerk can tell which they
    are. Raises NotFound, Forbidden, or InputRefused when it is no workbook of the list or nobody
    is being registered; then nothing is kept.
    """
    election, profile = open_roll(act, election_id)
    require_registering(election)
    told: dict[str, object]
    try:
        told = {**_counts(preview(act.session, election, profile, content, act.on))}
    except ColumnsMissing:
        layout, columns = columns_in(content)
        if not can_be_told(layout, columns):
            raise
        told = {"missing": layout.missing}
    act.session.execute(
        delete(Upload).where(
            Upload.county == election.county,
            Upload.election_id == election.id,
            Upload.imported_at.is_(None),
        )
    )
    upload = Upload(
        county=election.county,
        id=new_id(act.at),
        election_id=election.id,
        name="".join(c for c in name if c.isprintable())[-120:],
        digest=hashlib.sha256(content).hexdigest(),
        size=len(content),
        sealed_bytes=keyring_of(act.session).seal_bytes(content),
        uploaded_by=act.actor.official_id,
        uploaded_at=act.at,
        columns={},
    )
    act.session.add(upload)
    audit.record(
        act,
        "roll:upload",
        f"election:{election.id}",
        data={"upload": str(upload.id), "digest": upload.digest} | told,
        words={"name": upload.name},
        place=election.village,
    )
    return upload


def map_columns(act: Act, election_id: int, upload_id: int, chosen: Mapping[str, int]) -> Upload:
    """Keep which column of a waiting workbook holds what no heading tells, instead of before.

    Raises NotFound, Forbidden, Stale when it was imported before, or InputRefused with every
    fault at once; then nothing has changed.
    """
    election, _profile = open_roll(act, election_id)
    require_registering(election)
    upload, content = find(act.session, election, upload_id)
    layout, columns = columns_in(content)
    if issues := faults_of_chosen(layout, columns, chosen):
        raise InputRefused(issues)
    upload.columns = dict(chosen)
    audit.record(
        act,
        "roll:map_columns",
        f"election:{election.id}",
        data={"upload": str(upload.id), "digest": upload.digest} | _told_columns(upload),
        place=election.village,
    )
    return upload


def find(session: Session, election: Election, upload_id: int) -> tuple[Upload, bytes]:
    """Return a waiting workbook and its bytes; raises NotFound, or Stale once it is imported."""
    upload = session.get(Upload, (election.county, upload_id))
    if upload is None or upload.election_id != election.id:
        raise NotFound(f"upload {upload_id}")
    if upload.imported_at is not None:
        raise Stale(f"upload {upload_id} is imported")
    return upload, keyring_of(session).unseal_bytes(upload.sealed_bytes)


def waiting(session: Session, election: Election) -> Upload | None:
    """Return the workbook that waits to be imported, or None."""
    return session.scalar(
        select(Upload).where(
            Upload.county == election.county,
            Upload.election_id == election.id,
            Upload.imported_at.is_(None),
        )
    )


def import_upload(
    act: Act,
    election_id: int,
    upload_id: int,
    seen_columns: str = "",
    choices: Choices | None = None,
) -> Preview:
    """Enter the ready rows of a waiting workbook, correct what is chosen, and delete its bytes.

    ``seen_columns`` is the ``columns_mark`` under which it was previewed. Raises NotFound,
    Forbidden, InputRefused, or Stale when it was imported before; then nothing has changed.
    """
    election, profile = open_roll(act, election_id)
    require_registering(election)
    upload, content = find(act.session, election, upload_id)
    if columns_mark(upload) != seen_columns:
        raise InputRefused([Issue(code="exchange.columns_changed", source_key="")])
    told = import_ready(act, election, profile, content, upload.columns, choices)
    upload.imported_at, upload.sealed_bytes = act.at, b""
    campaign.touch(election, Register.ROLL)
    audit.record(
        act,
        "roll:import",
        f"election:{election.id}",
        data={"upload": str(upload.id), "digest": upload.digest}
        | _counts(told)
        | {"corrected": told.corrected}
        | _told_columns(upload),
        place=election.village,
    )
    return told


def columns_mark(upload: Upload) -> str:
    """Return the columns that the clerk told as one text, empty for none: what a preview rests on."""
    return ",".join(f"{name}:{at}" for name, at in sorted(upload.columns.items()))


def _told_columns(upload: Upload) -> dict[str, object]:
    """Return the columns that the clerk told as the book keeps them: codes and letters."""
    letters = {name: column_letters(at) for name, at in sorted(upload.columns.items())}
    return {"columns": letters} if letters else {}


def _counts(told: Preview) -> dict[str, int]:
    return {
        "ready": told.ready,
        "known": told.known,
        "differs": told.differs,
        "faulty": told.faulty,
        "doubles": told.doubles,
    }
