"""Every route has an audience; no role sees another place's data, and a foreign county none at all."""

import re
import threading

import pytest
from addresses import ADDRESS, routes
from sqlalchemy import event
from world import EXAMPLE, FOREIGN, PASSWORD, TODAY, count

from electflow.access import accounts, sessions
from electflow.access.rules import may_anywhere
from electflow.access.terms import LEVEL_OF_ROLE, Role
from electflow.act import Actor, Grant
from electflow.stages import Stage, Trigger

OPEN = {
    "static",
    "signin.home",
    "signin.show",
    "signin.sign_in",
    "signin.choose_language",
    "signin.choose_size",
    "signin.choose_density",
}


@pytest.fixture
def address_of(world):
    """Return a function that gives a route an address in the example county."""
    village = world.election(Stage.VETTING).village
    told = ADDRESS | {"year": world.campaign().year, "village": village, "place": village}
    return lambda rule: rule.build({name: told[name] for name in rule.arguments})[1]


@pytest.mark.parametrize("engine_name", ["sqlite"])
def test_every_route_states_its_audience(app):
    for rule in routes(app):
        view = app.view_functions[rule.endpoint]
        assert hasattr(view, "audience"), f"{rule.endpoint}: say @official(permission) or @anyone"
        assert (view.audience == "anyone") is (rule.endpoint in OPEN)


@pytest.mark.parametrize("engine_name", ["sqlite"])
def test_a_stranger_is_sent_to_sign_in_everywhere(app, address_of):
    for rule in routes(app):
        if rule.endpoint in OPEN:
            continue
        client = app.test_client()
        method = "POST" if "POST" in rule.methods else "GET"
        answer = client.open(address_of(rule), method=method)
        assert answer.status_code == 303, rule
        assert "/sign-in" in answer.location


UNITS = (Role.UNIT_OPERATOR, Role.UNIT_LEADER)


def sign_in_as(app, world, role: Role, county: str):
    """Make an account of a role in a county and sign it in."""
    region = {6: county, 9: f"{county}100", 12: f"{county}100200"}[LEVEL_OF_ROLE[role]]
    name = f"x-{county}-{role.value.replace('_', '-')}"
    hashed = sessions.hash_password(PASSWORD)
    world.do(
        Actor(0, county),
        lambda act: accounts.create_official(
            act,
            county=county,
            username=name,
            name="某某",
            password_hash=hashed,
            grants=[Grant(role.value, region, "court" if role in UNITS else "")],
        ),
    )
    client = app.test_client()
    answer = client.post("/sign-in", data={"username": name, "password": PASSWORD})
    assert answer.status_code == 303
    return client


def without_ids(page: str) -> str:
    page = re.sub(r"<code>[0-9a-f]{8}</code>", "", page)
    page = re.sub(r'value="[0-9a-f]{32}"', "", page)
    page = re.sub(r'name="(csrf_token|next)" value="[^"]*"', "", page)
    return re.sub(r'href="http://localhost/[^"]*"', "", page)


@pytest.mark.parametrize("engine_name", ["sqlite"])
@pytest.mark.parametrize("role", list(Role))
def test_a_foreign_official_learns_nothing_not_even_that_it_exists(app, world, address_of, role):
    """Every route × role × foreign county: the same answer as for what does not exist."""
    client = sign_in_as(app, world, role, FOREIGN)
    before = world.count("audit_event", f"county = '{EXAMPLE}'")
    names = {"石桥", "柳湾", "示例镇", "（虚构）"}
    for rule in routes(app):
        if "county" not in rule.arguments:
            continue
        method = "POST" if "POST" in rule.methods else "GET"
        there = client.open(address_of(rule), method=method, data={"request_key": "a"})
        nowhere_address = address_of(rule).replace(EXAMPLE, "990909")
        nowhere = client.open(nowhere_address, method=method, data={"request_key": "b"})
        assert there.status_code == nowhere.status_code == 404, rule
        assert without_ids(there.text) == without_ids(nowhere.text).replace("990909", EXAMPLE), rule
        assert not [name for name in names if name in there.text]
    for rule in routes(app):
        if not rule.arguments and "GET" in rule.methods:
            page = client.get(rule.rule)
            assert not [name for name in names if name in page.text], rule
    assert world.count("audit_event", f"county = '{EXAMPLE}'") == before


@pytest.mark.parametrize("engine_name", ["sqlite"])
@pytest.mark.parametrize("role", list(Role))
def test_a_role_opens_only_the_pages_that_its_permissions_cover(app, world, address_of, role):
    """Every page and form × role in the county: who may not finds no page there, and no event is kept."""
    client = sign_in_as(app, world, role, EXAMPLE)
    actor = Actor(1, EXAMPLE, (Grant(role.value, EXAMPLE),))
    before, refused = world.count("audit_event", f"county = '{EXAMPLE}'"), 0
    for rule in routes(app):
        audience = app.view_functions[rule.endpoint].audience
        if audience in ("anyone", "signed in") or "POST" not in rule.methods:
            continue
        if not may_anywhere(actor, audience):
            answer = client.post(address_of(rule), data={"request_key": "a"})
            assert answer.status_code == 404, rule
            refused += 1
    assert refused > 10
    assert world.count("audit_event", f"county = '{EXAMPLE}'") == before
    for rule in routes(app):
        audience = app.view_functions[rule.endpoint].audience
        if audience in ("anyone", "signed in") or "GET" not in rule.methods:
            continue
        answer = client.get(address_of(rule))
        if not may_anywhere(actor, audience):
            assert answer.status_code == 404, rule
        elif not rule.arguments:
            assert answer.status_code == 200, rule


@pytest.mark.parametrize("engine_name", ["sqlite"])
def test_a_village_clerk_sees_his_village_and_not_the_next(app, world):
    client = sign_in_as(app, world, Role.VILLAGE_CLERK, EXAMPLE)
    base = f"/c/{EXAMPLE}-{world.campaign().year}/{EXAMPLE}100"

    assert client.get(f"{base}200/committee").status_code == 200
    assert client.get(f"{base}200/party").status_code == 404
    assert client.get(f"{base}201/committee").status_code == 404
    board = client.get(f"/c/{EXAMPLE}-{world.campaign().year}/list").text
    assert "柳湾" not in board


def test_wrong_passwords_lock_for_a_while_and_never_say_which_was_wrong(app, world, frozen):
    client = app.test_client()

    def attempt(name, password):
        return client.post("/sign-in", data={"username": name, "password": password})

    unknown, wrong = attempt("nobody", "x"), attempt("sl-county", "x")
    assert (unknown.status_code, wrong.status_code) == (401, 401)
    assert without_ids(unknown.text).replace("nobody", "") == without_ids(wrong.text).replace(
        "sl-county", ""
    )
    attempt("sl-county", "x")
    attempt("sl-county", "x")
    assert attempt("sl-county", PASSWORD).status_code == 429
    assert world.count("audit_event", "action = 'session:lock'") == 1
    frozen.after(minutes=16)
    assert attempt("sl-county", PASSWORD).status_code == 303


def test_an_idle_session_ends(sign_in, frozen):
    client = sign_in("county")
    frozen.after(minutes=31)

    assert client.get("/work").status_code == 303


def test_a_form_without_its_token_is_refused(app, world):
    app.config["WTF_CSRF_ENABLED"] = True
    client = app.test_client()

    assert client.post("/sign-in", data={"username": "x", "password": "y"}).status_code == 400


def test_no_next_address_leads_elsewhere(app):
    for elsewhere in ("https://evil.example/", "//evil.example", "/\\evil.example", "javascript:x"):
        answer = app.test_client().post("/language/en", data={"next": elsewhere})
        assert answer.location in ("/", "http://localhost/")


def test_accounts_need_two_administrators(sign_in, world):
    system, security = sign_in("sysadmin"), sign_in("secadmin")
    form = {
        "username": "sl-new", "name": "某某", "password": "a-long-password", "role": "viewer",
        "region": EXAMPLE, "unit": "", "request_key": "k1",
    }  # fmt: skip
    bad = system.post("/accounts", data=form | {"password": "short", "region": "12"})
    assert bad.status_code == 422
    assert world.count("proposal") == 0
    assert system.post("/accounts", data=form).status_code == 303
    page = security.get("/accounts").text
    number = re.search(r"/accounts/proposals/(\d+)/approve", page)[1]
    address = f"/accounts/proposals/{number}/approve"
    assert system.post(address, data={"request_key": "k2"}).status_code == 404
    assert security.post(address, data={"request_key": "k3"}).status_code == 303
    assert world.count("official", "username = 'sl-new'") == 1
    assert security.post(address, data={"request_key": "k4"}).status_code == 409
    off = system.post("/accounts/sl-new/disable", data={"request_key": "k5", "reason": "离岗"})
    assert off.status_code == 303


def test_the_same_form_twice_acts_once_and_answers_alike(sign_in, world):
    election = world.election(Stage.VETTING)
    clerk = sign_in("county")
    address = (
        f"/c/{EXAMPLE}-{world.campaign().year}/{election.village}/committee/papers/meeting_record"
    )
    form = {"dated_on": TODAY.isoformat(), "edition": "0", "request_key": "same"}
    first, second = clerk.post(address, data=form), clerk.post(address, data=form)

    assert first.status_code == second.status_code == 303
    assert first.location == second.location
    assert first.headers["X-Electflow-Receipt"] == second.headers["X-Electflow-Receipt"]
    assert world.count("document", "kind = 'meeting_record'") == 1 + world.count(
        "document", f"kind = 'meeting_record' and election_id <> {election.id}"
    )
    other = clerk.post(address, data=form | {"dated_on": "2026-11-01"})
    assert other.status_code == 422


@pytest.mark.parametrize("engine_name", ["sqlite", "postgresql"])
def test_a_form_posted_eight_times_at_once_is_one_event_and_eight_equal_answers(sign_in, world):
    """100 keys × 8 posts: 100 events, 800 answers with the same status, address and event."""
    election = world.election(Stage.VETTING)
    clients = [sign_in("county") for _ in range(8)]
    here = f"/c/{EXAMPLE}-{world.campaign().year}/{election.village}/committee/papers"
    before = world.count("audit_event", "action = 'document:record'")
    keys = count(40, 500)
    answers: dict[int, list[tuple[int, str, str]]] = {number: [] for number in range(keys)}

    def post(client, number: int, barrier: threading.Barrier) -> None:
        form = {
            "dated_on": TODAY.isoformat(),
            "edition": str(number),
            "reason": "再次登记",
            "request_key": f"key-{number}",
        }
        barrier.wait()
        answer = client.post(f"{here}/meeting_record", data=form)
        told = (answer.status_code, answer.location, answer.headers.get("X-Electflow-Receipt"))
        answers[number].append(told)

    for number in range(keys):
        barrier = threading.Barrier(8)
        threads = [threading.Thread(target=post, args=(c, number, barrier)) for c in clients]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    assert {len(told) for told in answers.values()} == {8}
    assert [told for told in answers.values() if len(set(told)) != 1] == []
    assert {status for told in answers.values() for status, _, _ in told} == {303}
    assert world.count("audit_event", "action = 'document:record'") - before == keys


def test_a_refused_step_shows_all_issues_keeps_the_words_and_is_on_record(sign_in, world):
    election = world.election(Stage.VETTING)
    clerk = sign_in("county")
    here = f"/c/{EXAMPLE}-{world.campaign().year}/{election.village}/committee"
    form = {"version": election.version, "reason": "今天办", "request_key": "k"}
    answer = clerk.post(f"{here}/steps/conclude_vetting", data=form)

    assert answer.status_code == 409
    assert "须登记《资格审查情况汇总》" in answer.text
    assert world.count("audit_event", "action = 'refusal:requirements'") == 1
    assert world.again(election).stage == Stage.VETTING
    stale = clerk.post(
        f"{here}/steps/conclude_vetting", data=form | {"version": 1, "request_key": "k2"}
    )
    assert stale.status_code == 409
    assert "他人已更新" in stale.text
    assert clerk.post(f"{here}/steps/nonsense", data=form).status_code == 404


def test_a_bad_paper_keeps_what_was_typed(sign_in, world):
    election = world.election(Stage.VETTING)
    clerk = sign_in("county")
    here = f"/c/{EXAMPLE}-{world.campaign().year}/{election.village}/committee"
    form = {
        "dated_on": "2026-12-31", "edition": "0", "number": "函77号", "figure_persons": "8",
        "figure_units": "3", "figure_units_answered": "5", "request_key": "k",
    }  # fmt: skip
    answer = clerk.post(f"{here}/papers/vetting_report", data=form)

    assert answer.status_code == 422
    assert "函77号" in answer.text
    assert "晚于今天" in answer.text
    assert "不能多于" in answer.text


def test_a_bulk_act_moves_those_allowed_and_its_result_can_be_reopened(sign_in, app, world):
    office = sign_in("county")
    ready, blocked = world.election(Stage.POLL_READY), world.election(Stage.VETTING)
    base = f"/c/{EXAMPLE}-{world.campaign().year}"
    form = {
        "trigger": Trigger.OPEN_POLL.value,
        "election": [f"{e.id}:{e.version}" for e in (ready, blocked)],
        "explanation": "按方案",
        "request_key": "bulk",
    }
    answer = office.post(f"{base}/bulk", data=form)
    assert answer.status_code == 303
    assert "正在办理" in office.get(answer.location).text
    while app.extensions["electflow_runner"].step():
        pass

    page = office.get(answer.location).text
    assert "已完成" in page
    assert world.again(ready).stage == Stage.POLLING
    assert world.again(blocked).stage == Stage.VETTING
    assert "当前环节不能办理" in page
    assert office.post(f"{base}/bulk", data={"request_key": "x"}).status_code == 422


def queries_of(world, client, address) -> int:
    seen = []

    def note(*told):
        seen.append(told[2])

    event.listen(world.database.reader, "before_cursor_execute", note)
    answer = client.get(address)
    event.remove(world.database.reader, "before_cursor_execute", note)
    assert answer.status_code == 200, address
    return len(seen)


def test_pages_cost_no_more_queries_at_two_thousand_places_than_at_twenty(sign_in, world):
    office = sign_in("county")
    base = f"/c/{EXAMPLE}-{world.campaign().year}"
    election = world.election(Stage.VETTING)
    pages = ["/work", f"{base}/", f"{base}/list", f"{base}/{election.village}/committee"]
    keep_all_registers(world)
    few = [queries_of(world, office, page) for page in pages]
    multiply(world, election, 2_000)
    keep_all_registers(world)
    many = [queries_of(world, office, page) for page in pages]

    # a list that holds no more of a stage asks for its registers no more: never the other way
    assert all(there <= here for here, there in zip(few, many, strict=True))
    assert max(few) <= 44


def keep_all_registers(world) -> None:
    """Let every election keep every register, so that nothing is spared at either size."""
    from sqlalchemy import update

    from electflow.campaign.model import Election
    from electflow.campaign.terms import Register

    everything = [register.value for register in Register]
    with world.database.writer.begin() as connection:
        connection.execute(update(Election).values(registers=everything))


def multiply(world, election, places: int) -> None:
    """Insert many places' elections behind the services: this test is about reading only."""
    from sqlalchemy import insert, select

    from electflow.campaign.model import Election

    table = Election.__table__
    with world.database.writer.begin() as connection:
        row = connection.execute(select(table).where(table.c.id == election.id)).mappings().one()
        connection.execute(
            insert(table),
            [
                dict(row)
                | {
                    "id": n + 1,
                    "village": f"{EXAMPLE}{300 + n // 900:03d}{n % 900:03d}",
                    "township": f"{EXAMPLE}{300 + n // 900:03d}",
                }
                for n in range(places)
            ],
        )


def test_every_answer_carries_the_headers(sign_in):
    headers = sign_in("county").get("/work").headers

    assert "default-src 'self'" in headers["Content-Security-Policy"]
    assert headers["Cache-Control"] == "no-store"
    assert headers["X-Content-Type-Options"] == "nosniff"
