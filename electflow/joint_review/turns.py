"""Who of an election is examined in which stage: its candidates first, after the result who follows.

Nobody takes office unexamined: who was written in and has won is examined once he is announced, who
is proposed for the supervisory committee after the result.
"""

from collections.abc import Collection

from sqlalchemy import ColumnElement

from electflow.campaign.model import Election
from electflow.campaign.terms import FOLLOWING_POSTS
from electflow.joint_review.joins import follows
from electflow.nomination.model import Candidate
from electflow.nomination.terms import Source
from electflow.stages import PHASE_OF, Phase, Stage

EXAMINED = frozenset({Stage.VETTING, Stage.VETTED})
LISTED = frozenset(
    {
        Stage.INSPECTED,
        Stage.CANDIDATES_APPROVED,
        Stage.CANDIDATES_PUBLISHED,
        Stage.NOTICE_CLOSED,
        Stage.POLL_READY,
    }
)
BETWEEN = frozenset({Stage.PARTLY_ELECTED, Stage.NONE_ELECTED})
REVIEWED = EXAMINED | LISTED | BETWEEN
"""Stages in which candidates may be examined, or examined again: before a second election as well."""
WON = frozenset(
    {
        Stage.ELECTED,
        Stage.PARTLY_ELECTED,
        Stage.SECRETARY_ELECTED,
        Stage.RESULT_REPORTED,
        Stage.RESULT_RETURNED,
        Stage.RESULT_CONFIRMED,
        Stage.CLOSED,
    }
)
"""Stages in which who was written in and has won is examined (Zhejiang 2020, art. 32)."""
FOLLOWED = frozenset({Stage.RESULT_CONFIRMED, Stage.CLOSED})
"""Stages in which a meeting forms the supervisory committee (VCOL 2025, art. 37)."""
HEARD = frozenset(
    stage
    for (_, stage), phase in PHASE_OF.items()
    if phase not in (Phase.PREPARATION, Phase.HANDOVER)
)
"""Stages in which statements and objections are received: as long as there are candidates to hear of."""
SENDING = EXAMINED | WON | FOLLOWED
ASKING = REVIEWED | WON | FOLLOWED
_FOLLOWING = frozenset(post.value for post in FOLLOWING_POSTS)


def is_in_turn(
    stage: Stage, post: str, source: str, has_won: bool, listed: Collection[Stage] = REVIEWED
) -> bool:
    """Tell whether somebody is examined in a stage; ``listed`` are those of a list's candidates."""
    if post in _FOLLOWING:
        return stage in FOLLOWED
    if source == Source.WRITE_IN:
        return has_won and stage in WON
    return stage in listed


def heard_in(post: str) -> frozenset[Stage]:
    """Return the stages in which statements of or on somebody who stands for a post are received."""
    return HEARD | FOLLOWED if post in _FOLLOWING else HEARD


def takes_turn(listed: Collection[Stage]) -> ColumnElement[bool]:
    """Select who is examined in the stage of his election, of those sent: who won is told by that."""
    return (
        (~follows() & ~_WRITTEN_IN & _stands_in(listed))
        | (follows() & _stands_in(FOLLOWED))
        | (_WRITTEN_IN & _stands_in(WON))
    )


def waits_for_turn(listed: Collection[Stage]) -> ColumnElement[bool]:
    """Select who is to be sent in the stage of his election, but for the written-in who have won."""
    return takes_turn(listed) & ~_WRITTEN_IN


_WRITTEN_IN = Candidate.source == Source.WRITE_IN.value


def _stands_in(stages: Collection[Stage]) -> ColumnElement[bool]:
    return Election.stage.in_([stage.value for stage in stages])
