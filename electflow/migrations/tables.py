"""All tables of the product, named once so that migrations can be compared with them."""

from electflow.access import model as access
from electflow.appointment import model as appointment
from electflow.audit import model as audit
from electflow.campaign import model as campaign
from electflow.db import Base
from electflow.documents import model as documents
from electflow.election_committee import model as election_committee
from electflow.jobs import model as jobs
from electflow.joint_review import model as joint_review
from electflow.nomination import model as nomination
from electflow.people import model as people
from electflow.regions import model as regions
from electflow.roll import model as roll
from electflow.vetting import model as vetting
from electflow.voting import model as voting

ROOMS = (
    access,
    appointment,
    audit,
    campaign,
    documents,
    election_committee,
    jobs,
    joint_review,
    nomination,
    people,
    regions,
    roll,
    vetting,
    voting,
)
METADATA = Base.metadata
