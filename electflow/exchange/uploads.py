"""Keeping a workbook, sealed, from its upload until it is imported."""

import hashlib

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from electflow.act import Act
from electflow.audit import service as audit
from electflow.campaign import service as campaign
from electflow.campaign.model import Election
from electflow.campaign.terms import Register
from electflow.db import keyring_of
from electflow.errors import NotFound, Stale
from electflow.exchange.roll_import import Preview, import_ready, preview
from electflow.ids import new_id
from electflow.roll.model import Upload
from electflow.workflow.registers import open_roll, require_registering


def keep(act: Act, election_id: int, name: str, content: bytes) -> Upload:
    """Keep a workbook to be previewed; one that waited before is dropped.

    Raises NotFound, Forbidden, or InputRefused when it is no workbook of the list or nobody is
    being registered; then nothing is kept.
    """
    election, profile = open_roll(act, election_id)
    require_registering(election)
    told = preview(act.session, election, profile, content, act.on)
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
    )
    act.session.add(upload)
    audit.record(
        act,
        "roll:upload",
        f"election:{election.id}",
        data={"upload": str(upload.id), "digest": upload.digest} | _counts(told),
        words={"name": upload.name},
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


def import_upload(act: Act, election_id: int, upload_id: int) -> Preview:
    """Enter the ready rows of a waiting workbook, and delete its bytes.

    Raises NotFound, Forbidden, InputRefused, or Stale when it was imported before; then nothing
    has changed.
    """
    election, profile = open_roll(act, election_id)
    require_registering(election)
    upload, content = find(act.session, election, upload_id)
    told = import_ready(act, election, profile, content)
    upload.imported_at, upload.sealed_bytes = act.at, b""
    campaign.touch(election, Register.ROLL)
    audit.record(
        act,
        "roll:import",
        f"election:{election.id}",
        data={"upload": str(upload.id), "digest": upload.digest} | _counts(told),
        place=election.village,
    )
    return told


def _counts(told: Preview) -> dict[str, int]:
    return {
        "ready": told.ready,
        "known": told.known,
        "faulty": told.faulty,
        "doubles": told.doubles,
    }
