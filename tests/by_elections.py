"""By-elections in tests: opened beside those who stay, played by the demo's script."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from random import Random

from world import NOON, TODAY, World

from electflow.campaign.model import Election
from electflow.campaign.terms import Post, Vacated
from electflow.db import in_transaction, reading
from electflow.demo.player import Cast, Player
from electflow.demo.script import Beat, Figures, Scene, script_of
from electflow.documents.terms import Kind
from electflow.stages import Track, Trigger
from electflow.workflow.by_election import body_of, open_by_election

# the demo's script of an election lasts from the audit to the archive
DAYS_OF_SCRIPT = timedelta(days=12)
BEFORE = NOON - timedelta(days=50)
DAY = TODAY + timedelta(days=8)
TOLD = {
    "vacant": {}, "cause": Vacated.RESIGNATION, "number": "某村民代表会议记录7号",
    "dated_on": BEFORE.date(), "election_on": DAY, "reason": "本人申请辞职，村民代表会议批准",
}  # fmt: skip


def body(world: World, election: Election):
    with reading(world.database) as session:
        return body_of(session, election)


def opened(world: World, regular: Election, *posts: Post, at=BEFORE, **changed) -> Election:
    """Open a by-election of the seats of the first who hold some posts."""
    sitting = list(body(world, regular).sitting)
    left = []
    for post in posts:
        one = next(s for s in sitting if s.post is post)
        sitting.remove(one)
        left.append(one.person_id)
    told = TOLD | {"left": left} | changed
    actor = told.pop("actor", None) or world.actor("county")
    return world.do(actor, lambda act: open_by_election(act, regular.id, **told), at)


def play(
    world: World, election: Election, papers: Mapping[Kind, Mapping], *, first: Trigger | None = None,
    last: Trigger,
) -> None:  # fmt: skip
    """Play the demo's script from after a step to a step, with other figures on some papers."""
    track = Track(election.track)
    cast = Cast(world.clerk_of(election), world.clerk_of(election, check=True))
    told = Figures(860, 40)
    beats = list(script_of(track, Scene.PLAIN, told, election.election_on))
    names = [beat.trigger for beat in beats]
    beats = beats[names.index(first) + 1 if first else 0 : names.index(last) + 1]

    def work(session) -> None:
        player = Player(
            cast, world.actor("county"), world.actor("leader"), session, election.id, Scene.PLAIN,
            told, Random(f"by:{election.id % 7}"), set(), NOON + timedelta(days=400),
        )  # fmt: skip
        for beat in beats:
            on = election.election_on + timedelta(days=beat.day)
            assert player.make(_retold(beat, papers), on), beat

    in_transaction(world.database, work)


def _retold(beat: Beat, papers: Mapping[Kind, Mapping]) -> Beat:
    told = (replace(p, figures=p.figures | papers.get(p.kind, {})) for p in beat.papers)
    return replace(beat, papers=tuple(told))


def method(chairs: int, deputies: int, members: int, women: int = 0) -> dict[Kind, dict]:
    figures = {
        "chair_seats": chairs, "deputy_seats": deputies, "member_seats": members,
        "women_seats": women,
    }  # fmt: skip
    return {Kind.ELECTION_METHOD: figures}


AFTER = {
    kind: {"persons": 1} for kind in (Kind.RESULT_NOTICE, Kind.CERTIFICATES_RECORD)
} | {Kind.CANDIDATES_NOTICE: {"persons": 2}}  # fmt: skip


def closed(world: World, regular: Election, *posts: Post, seats: tuple[int, int, int], **changed):
    """Open a by-election and bring it to its end."""
    election = opened(world, regular, *posts, **changed)
    play(world, election, method(*seats) | AFTER, last=Trigger.CLOSE_ELECTION)
    return world.again(election)
