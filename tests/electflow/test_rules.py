"""Pure rules at their legal boundaries."""

from dataclasses import replace
from datetime import date, timedelta

import msgspec
import pytest
from facts import NATIONAL, Facts, T, an_election
from hypothesis import given
from hypothesis import strategies as st

from electflow.campaign.calendar import calendar_of, window_of
from electflow.campaign.rules import doubts_of_hold, faults_of_lifting
from electflow.campaign.terms import ElectionFacts, HoldKind, Post
from electflow.documents.rules import faults_of_organ
from electflow.documents.terms import (
    ORGANS_OF,
    AdoptedBy,
    ElectionCommitteeFigures,
    FinalRollFigures,
    FormedBy,
    Ground,
    Kind,
    MethodFigures,
    Organ,
    Paper,
    Papers,
    ProxyFigures,
    RegistrationFigures,
    ResultFigures,
    RollFigures,
    VoidFigures,
)
from electflow.joint_review.terms import Conclusion
from electflow.nomination.party_rules import party_differential
from electflow.nomination.rules import differential
from electflow.nomination.terms import CandidateFacts, Source, Standing
from electflow.people.rules import check_digit, faults_of_age, faults_of_person
from electflow.profile.loader import load_profile, pinned, snapshot
from electflow.regions.rules import kind_by_code, parent_of
from electflow.roll import rules as roll
from electflow.shares import at_least
from electflow.stages import Stage, Track, Trigger
from electflow.vetting.rules import nobody_barred
from electflow.voting import result_rules as result
from electflow.voting import rules as voting
from electflow.voting import voiding
from electflow.voting.terms import (
    Ballots,
    Outcome,
    PollFacts,
    PollKind,
    Standee,
)


def a_paper(kind: Kind, posted_on: date | None = None, **more) -> Papers:
    dated = posted_on or T - timedelta(days=40)
    return Papers({kind: Paper(kind=kind, edition=1, dated_on=dated, posted_on=posted_on, **more)})


def open_codes(issues) -> set[str]:
    return {issue.code for issue in issues if issue.is_open}


def candidates(*posts: Post) -> tuple[CandidateFacts, ...]:
    return tuple(
        CandidateFacts(n, n, post, Source.VILLAGERS, Standing.NOMINATED, "F")
        for n, post in enumerate(posts, 1)
    )


@pytest.mark.parametrize(
    ("posted_on", "in_time"), [(date(2026, 12, 31), True), (date(2027, 1, 1), False)]
)
def test_the_twentieth_day_before_is_in_time(posted_on, in_time):
    papers = a_paper(Kind.ROLL_NOTICE, posted_on, figures=RollFigures(registered=900))
    issues = roll.issues_before_publish_roll(Facts(an_election(), papers), NATIONAL, T)

    assert ("document.posted_in_time" not in open_codes(issues)) is in_time


@pytest.mark.parametrize(("days", "over"), [(5, False), (6, True)])
def test_the_fifth_day_for_objections_must_be_over(days, over):
    posted = date(2026, 12, 25)
    papers = a_paper(Kind.ROLL_NOTICE, posted, figures=RollFigures(registered=900))
    issues = roll.issues_before_finalise_roll(
        Facts(an_election(), papers), NATIONAL, posted + timedelta(days=days)
    )

    assert ("document.days_run_out" not in open_codes(issues)) is over


def test_an_undecided_objection_keeps_the_list_open():
    figures = FinalRollFigures(registered=900, objections=3, decided=2)
    papers = a_paper(Kind.FINAL_ROLL, T, figures=figures)
    issues = roll.issues_before_finalise_roll(Facts(an_election(), papers), NATIONAL, T)

    assert "roll.objections_decided" in open_codes(issues)


@pytest.mark.parametrize(("seats", "fits"), [(2, False), (3, True), (7, True), (8, False)])
def test_a_committee_has_three_to_seven_members(seats, fits):
    figures = MethodFigures(
        adopted_by=AdoptedBy.REPRESENTATIVES,
        due=30,
        present=20,
        agreed=11,
        chair_seats=1,
        deputy_seats=0,
        member_seats=seats - 1,
        women_seats=1,
        primary=False,
    )
    papers = a_paper(Kind.ELECTION_METHOD, figures=figures)
    issues = roll.issues_before_adopt_method(Facts(an_election(), papers), NATIONAL, T)

    assert ("roll.seats_in_range" not in open_codes(issues)) is fits


@pytest.mark.parametrize(
    ("formed_by", "due", "present", "missing"),
    [
        (FormedBy.REPRESENTATIVES, 30, 20, set()),
        (FormedBy.REPRESENTATIVES, 30, 19, {"roll.method_quorum"}),
        (FormedBy.REPRESENTATIVES, 0, 0, {"roll.method_quorum"}),
        (FormedBy.REPRESENTATIVES, None, None, {"roll.method_quorum"}),
        (FormedBy.ASSEMBLY, 800, 401, set()),
        (FormedBy.ASSEMBLY, 800, 400, {"roll.assembly_quorum"}),
        (FormedBy.GROUPS, 800, 100, set()),
    ],
)
def test_the_meeting_that_forms_the_election_committee_has_its_quorum(
    formed_by, due, present, missing
):
    figures = ElectionCommitteeFigures(
        formed_by=formed_by, due=due, present=present, members=7, reserves=2
    )
    papers = a_paper(Kind.ELECTION_COMMITTEE_NOTICE, T, figures=figures)
    issues = roll.issues_before_form_election_committee(Facts(an_election(), papers), NATIONAL, T)
    found = {i.code for i in issues if i.is_blocking and "quorum" in i.code}
    assert found == missing


@pytest.mark.parametrize(
    ("present", "agreed", "open_"),
    [(20, 11, set()), (19, 10, {"roll.method_quorum"}), (20, 10, {"roll.method_majority"})],
)
def test_two_thirds_come_and_more_than_half_agree(present, agreed, open_):
    figures = MethodFigures(
        adopted_by=AdoptedBy.REPRESENTATIVES,
        due=30,
        present=present,
        agreed=agreed,
        chair_seats=1,
        deputy_seats=0,
        member_seats=2,
        women_seats=1,
        primary=False,
    )
    papers = a_paper(Kind.ELECTION_METHOD, figures=figures)
    issues = roll.issues_before_adopt_method(Facts(an_election(), papers), NATIONAL, T)

    assert open_codes(issues) == open_


def test_registration_must_be_over_before_the_list_hangs():
    days = RegistrationFigures(begins_on=T - timedelta(33), ends_on=T - timedelta(29))
    papers = a_paper(Kind.REGISTRATION_NOTICE, figures=days)
    on_last_day = roll.issues_before_publish_roll(
        Facts(an_election(), papers), NATIONAL, T - timedelta(29)
    )
    day_after = roll.issues_before_publish_roll(
        Facts(an_election(), papers), NATIONAL, T - timedelta(28)
    )

    assert "roll.registration_over" in open_codes(on_last_day)
    assert "roll.registration_over" not in open_codes(day_after)


def test_every_post_needs_one_candidate_more_than_seats():
    enough = candidates(Post.CHAIR, Post.CHAIR, Post.MEMBER, Post.MEMBER, Post.MEMBER)
    assert not open_codes(differential(Facts(an_election(), candidates=enough), NATIONAL))
    assert open_codes(differential(Facts(an_election(), candidates=enough[:-1]), NATIONAL))


@pytest.mark.parametrize(("seats", "needed"), [(3, 4), (5, 6), (7, 9)])
def test_the_partys_list_is_a_fifth_longer_rounded_up(seats, needed):
    facts = Facts(
        an_election(Track.PARTY, committee_member=seats),
        candidates=candidates(*[Post.COMMITTEE_MEMBER] * needed),
    )
    short = Facts(facts.election, candidates=facts.candidates[:-1])

    assert not open_codes(party_differential(facts, NATIONAL))
    assert open_codes(party_differential(short, NATIONAL))


def test_an_unsuitable_opinion_removes_nobody_and_a_bar_does():
    standing = candidates(Post.CHAIR, Post.CHAIR)
    opinion = Facts(an_election(), candidates=standing, verdicts={1: Conclusion.UNSUITABLE})
    barred = Facts(an_election(), candidates=standing, verdicts={1: Conclusion.PROHIBITED})

    assert not nobody_barred(opinion, NATIONAL.vetting.four_classes).is_open
    assert nobody_barred(barred, NATIONAL.vetting.four_classes).subjects == (1,)


@pytest.mark.parametrize(("most", "holds"), [(3, True), (4, False)])
def test_a_fourth_proxy_slip_is_one_too_many(most, holds):
    figures = ProxyFigures(principals=9, proxies=4, most_of_one_proxy=most, candidates_as_proxies=0)
    papers = a_paper(Kind.PROXY_NOTICE, T, figures=figures)
    issues = voting.issues_before_confirm_readiness(Facts(an_election(), papers), NATIONAL, T)

    assert ("voting.proxy_limit" not in open_codes(issues)) is holds


def test_an_audit_that_is_not_public_warns_at_first_and_blocks_the_poll():
    facts = Facts(an_election())
    early = roll.issues_before_form_election_committee(facts, NATIONAL, T)
    late = voting.issues_before_confirm_readiness(facts, NATIONAL, T)

    def audit(issues):
        return next(i for i in issues if i.code == "roll.departure_audit_public")

    assert audit(early).is_warning
    assert audit(late).is_blocking


def test_the_order_of_the_tracks_never_blocks_the_villagers_vote():
    facts = Facts(
        ElectionFacts(
            id=1,
            track=Track.COMMITTEE,
            stage=Stage.POLL_READY,
            election_on=T,
            party_stage=Stage.PREPARING,
        )
    )
    issues = voting.issues_before_open_poll(facts, NATIONAL, T)

    assert next(i for i in issues if i.code == "voting.party_first").is_warning


def test_guidance_only_warns_and_a_missing_fact_always_blocks():
    missing = roll.issues_before_form_election_committee(Facts(an_election()), NATIONAL, T)
    late = a_paper(Kind.CANDIDATES_NOTICE, T - timedelta(days=4))
    from electflow.vetting.rules import issues_before_publish_candidates

    guided = issues_before_publish_candidates(Facts(an_election(), late), NATIONAL, T)

    assert any(i.code == "document.recorded" and i.is_blocking for i in missing)
    assert any(i.code == "document.posted_in_time" and i.is_warning for i in guided)


def test_the_calendar_counts_from_the_election_day():
    window = window_of(Track.COMMITTEE, Trigger.PUBLISH_ROLL, T, NATIONAL)

    assert window.latest == date(2026, 12, 31)
    assert window.is_law


@given(st.dates(date(2026, 1, 1), date(2060, 1, 1)), st.sampled_from(list(Track)))
def test_every_window_moves_with_the_election_day(day, track):
    here = calendar_of(track, day, NATIONAL)
    later = calendar_of(track, day + timedelta(days=9), NATIONAL)

    for trigger, window in here.items():
        if window.latest:
            assert later[trigger].latest == window.latest + timedelta(days=9)
        if window.earliest and window.latest:
            assert window.earliest <= window.latest


@given(st.integers(0, 10**6), st.integers(1, 50), st.integers(1, 50))
def test_a_share_rounded_up_is_the_smallest_that_reaches_it(whole, part, more):
    from fractions import Fraction

    from electflow.shares import reaches

    share = Fraction(part, part + more)
    least = at_least(whole, share)

    assert reaches(least, whole, share)
    assert least == 0 or not reaches(least - 1, whole, share)


def test_an_id_number_is_checked_by_its_last_character():
    first = "99999919800101123"
    good = first + check_digit(first)
    wrong = first + ("0" if good[-1] != "0" else "1")

    assert not faults_of_person("张三", good, "M", T)
    assert [i.code for i in faults_of_person("张三", wrong, "M", T)] == ["person.number_check"]
    assert [i.code for i in faults_of_person(" ", "123", "M", T)] == [
        "person.name_missing",
        "person.number_length",
    ]


def test_the_tenth_digit_tells_the_kind_of_place():
    assert kind_by_code("532528101201").value == "village"
    assert kind_by_code("532528101001").value == "community"
    assert kind_by_code("532528101498").value == "other"
    assert [parent_of(code) for code in ("53", "5325", "532528", "532528101")] == [
        "",
        "53",
        "5325",
        "532528",
    ]


def decided(kind: Kind, organ: Organ, ground: Ground) -> Papers:
    return a_paper(kind, figures=VoidFigures(organ=organ, ground=ground))


@pytest.mark.parametrize(
    ("stage", "kind"),
    [(Stage.VOID, Kind.VOID_DECISION), (Stage.ANNULLED, Kind.ANNULMENT_DECISION)],
)
def test_a_written_decision_leads_back_only_where_it_says(stage, kind):
    papers = decided(kind, Organ.COUNTY_GOVERNMENT, Ground.CANDIDATES)
    facts = Facts(replace(an_election(), stage=stage), papers)

    wrong = voiding.repeats(Ground.TURNOUT, Ground.BALLOTS)(facts, NATIONAL, T)
    right = voiding.repeats(Ground.CANDIDATES)(facts, NATIONAL, T)

    assert [i.code for i in wrong if i.is_blocking] == ["voting.ground_is"]
    assert open_codes(right) == set()


def test_who_voids_is_asked_for():
    papers = decided(Kind.ANNULMENT_DECISION, Organ.ELECTION_COMMITTEE, Ground.TURNOUT)
    issues = voiding.issues_before_annul_election(Facts(an_election(), papers), NATIONAL, T)
    assert open_codes(issues) == {"document.organ_competent"}


@pytest.mark.parametrize("track", list(Track))
def test_an_organ_of_the_other_track_decides_nothing(track):
    others = [organ for organ in Organ if organ not in ORGANS_OF[track]]
    assert others
    for organ in others:
        assert [i.code for i in faults_of_organ(track, {"organ": organ.value})]
    for organ in ORGANS_OF[track]:
        assert faults_of_organ(track, {"organ": organ.value}) == []


@pytest.mark.parametrize(
    ("kind", "organ", "fits"),
    [
        (HoldKind.POSTPONED, Organ.COUNTY_GOVERNMENT, True),
        (HoldKind.POSTPONED, Organ.ELECTION_COMMITTEE, False),
        (HoldKind.DAY_MOVED, Organ.ELECTION_COMMITTEE, True),
        (HoldKind.DAY_MOVED, Organ.COUNTY_GOVERNMENT, False),
    ],
)
def test_each_hold_of_the_villagers_election_has_its_organ(kind, organ, fits):
    assert (doubts_of_hold(kind, organ.value, Track.COMMITTEE, NATIONAL, T) == []) is fits


def test_only_a_postponement_whose_day_has_passed_takes_a_new_day():
    past, ahead = T - timedelta(days=1), T + timedelta(days=9)

    def codes(kind, stage, old, new, reason="批复"):
        return [f.code for f in faults_of_lifting(kind, stage, old, new, reason, T)]

    postponed, suspended = HoldKind.POSTPONED, HoldKind.SUSPENDED
    assert codes(postponed, Stage.NOMINATING, past, None) == ["hold.day_has_passed"]
    assert codes(postponed, Stage.NOMINATING, past, T) == ["hold.day_has_passed"]
    assert codes(postponed, Stage.NOMINATING, past, ahead) == []
    assert codes(postponed, Stage.NOMINATING, ahead, None) == []
    assert codes(postponed, Stage.NOMINATING, ahead, T) == ["hold.new_day_not_asked"]
    assert codes(postponed, Stage.PARTLY_ELECTED, past, None) == []
    assert codes(suspended, Stage.NOMINATING, past, None) == []
    assert codes(suspended, Stage.NOMINATING, past, ahead) == ["hold.new_day_not_asked"]
    assert codes(suspended, Stage.NOMINATING, past, None, "") == ["document.reason_missing"]


def counted(sexes: str) -> Facts:
    """Return facts of three candidates for the chair and two seats, all of whom are over the line."""
    who = tuple(
        CandidateFacts(n, n, post, Source.VILLAGERS, Standing.NOMINATED, sex)
        for n, (post, sex) in enumerate(
            zip((Post.CHAIR, Post.MEMBER, Post.MEMBER), sexes, strict=True), 1
        )
    )
    seats = {Post.CHAIR: 1, Post.MEMBER: 2}
    standees = tuple(Standee(id=c.number, post=c.post, votes=80, person=c.person_id) for c in who)
    ballots = Ballots(
        kind=PollKind.FIRST, seats=seats, standees=standees, voters=100, issued=100,
        returned=100, void=0, registered=120,
    )  # fmt: skip
    poll = PollFacts(
        number=1, kind=PollKind.FIRST, seats=seats, candidates=(1, 2, 3), base=120, edition=1,
        ballots=ballots,
    )  # fmt: skip
    notice = a_paper(
        Kind.RESULT_NOTICE,
        T,
        figures=ResultFigures(
            announced_on_the_spot=True,
            counted_openly=True,
            persons=3,
            kin_among_elected=False,
            all_eligible=True,
        ),
    )
    return Facts(an_election(), notice, who, {}, (poll,))


def test_a_committee_without_a_woman_is_never_silent():
    for sexes, is_open in (("MMM", True), ("MFM", False)):
        facts = counted(sexes)
        issues = result.issues_before_confirm_result(facts, NATIONAL, T)
        assert ("voting.women_elected" in open_codes(issues)) is is_open
        assert not [i for i in issues if i.is_blocking]
        declared = result.declares(Outcome.ELECTED)(facts, NATIONAL, T)
        assert ("voting.women_elected" in open_codes(declared)) is is_open


def test_near_relatives_among_the_elected_stop_the_announcement():
    facts = counted("MFM")
    notice = facts.papers.find(Kind.RESULT_NOTICE)
    told = msgspec.structs.replace(notice.figures, kin_among_elected=True)
    papers = Papers({Kind.RESULT_NOTICE: replace(notice, figures=told)})
    issues = result.issues_before_confirm_result(replace(facts, papers=papers), NATIONAL, T)
    assert [i.code for i in issues if i.is_blocking] == ["voting.no_kin_elected"]


@pytest.mark.parametrize(
    ("born", "of_age"), [("20090120", True), ("20090121", False), ("19500101", True)]
)
def test_a_candidate_is_of_age_on_the_election_day(born, of_age):
    first = f"999999{born}001"
    number = first + check_digit(first)
    assert (faults_of_age(number, T, NATIONAL.roll.voter_age) == []) is of_age


def test_a_pinned_profile_of_an_earlier_version_is_completed_by_the_nation():
    kept = msgspec.json.decode(snapshot(load_profile("yunnan")))
    del kept["result"]["kin"]
    kept["result"]["second_within_days"]["value"] = 9
    kept["result"]["forgotten"] = kept["result"]["tie"]

    profile = pinned(msgspec.json.encode(kept))

    assert profile.result.kin == NATIONAL.result.kin
    assert profile.result.second_within_days.value == 9
    assert profile.name == "yunnan"
