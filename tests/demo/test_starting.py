"""Starting the demonstration: once, again, elsewhere; and what production refuses."""

import json
import sqlite3
import urllib.error
import urllib.request
from contextlib import closing

import pytest

from tests.databases import ON_SQLITE
from tests.running import Running, free_port, merited

pytestmark = [pytest.mark.processes, ON_SQLITE]

LONG = "a-secret-of-somebody-who-read-the-manual-and-made-it-long"


def credentials(data):
    with closing(sqlite3.connect(data / "merited.sqlite3")) as database, database:
        return sorted(database.execute("SELECT id, credential FROM awards_award"))


def get(address, **headers):
    class NoRedirect(urllib.request.HTTPRedirectHandler):
        def redirect_request(self, *_what):
            return None

    request = urllib.request.Request(address, headers=headers)
    try:
        return urllib.request.build_opener(NoRedirect).open(request, timeout=20)
    except urllib.error.HTTPError as answer:
        return answer


def test_it_says_ready_on_a_line_of_its_own_and_another_port_warns_and_changes_no_badge(own_demo):
    before, port = credentials(own_demo), free_port()
    with Running("demo", "--port", str(port), data=own_demo, MERITED_PUBLIC_URL=f"http://localhost:{port}") as demo:
        assert demo.wait_for("Ready: ") == f"Ready: http://localhost:{port}/"
        demo.wait_for("Stop with")
        assert "Loading" not in demo.output and "signed under http://localhost:8000" in demo.output
        assert "alder-bay-demo" in demo.output and "keziah.lund@alderbay.example" in demo.output
        with get(f"http://localhost:{port}/catalog/") as page:
            assert page.status == 200 and "Content-Security-Policy" in page.headers
        moved = get(f"http://127.0.0.1:{port}/catalog/?a=b")
        assert (moved.status, moved.headers["Location"]) == (302, f"http://localhost:{port}/catalog/?a=b")
        moved.close()
    assert credentials(own_demo) == before and len(before) >= 8


def test_a_taken_port_is_said_and_another_one_offered(own_demo):
    port = free_port()
    with Running("demo", "--port", str(port), data=own_demo) as first:
        first.wait_for("Ready: ")
        done = merited("demo", "--port", str(port), data=own_demo)
    assert done.returncode == 1 and f"PORT={port + 123}" in done.stderr


def test_the_demonstration_runs_on_this_machine_only(tmp_path):
    done = merited("demo", "--load-only", data=tmp_path, MERITED_PUBLIC_URL="https://badges.example.org")
    assert done.returncode == 1 and "this machine only" in done.stderr


def test_production_refuses_a_demonstrations_secret(tmp_path):
    for command in (("serve", "--port", str(free_port())), ("work",)):
        done = merited(*command, data=tmp_path, MERITED_MODE="production")
        assert done.returncode == 1 and "MERITED_SECRET_KEY" in done.stderr
        done = merited(*command, data=tmp_path, MERITED_MODE="production", MERITED_SECRET_KEY="short")
        assert done.returncode == 1


def test_production_refuses_a_demonstrations_database(own_demo):
    for command in (("serve", "--port", str(free_port())), ("work",)):
        done = merited(*command, data=own_demo, MERITED_MODE="production", MERITED_SECRET_KEY=LONG)
        assert done.returncode == 1 and "Production does not start on it" in done.stderr


@pytest.mark.parametrize("name", ["MERITED_HALT_AT", "MERITED_CLOCK", "MERITED_ALLOW_LOOPBACK", "MERITED_VC_TEST"])
def test_production_refuses_what_is_for_tests_only(tmp_path, name):
    more = {
        "MERITED_MODE": "production",
        "MERITED_SECRET_KEY": LONG,
        "MERITED_CLOCK": "",
        name: "2026-11-16T09:00:00-08:00",
    }
    done = merited("work", data=tmp_path, **more)
    assert done.returncode == 1 and name in done.stderr


def test_an_unknown_mode_is_refused(tmp_path):
    done = merited("serve", data=tmp_path, MERITED_MODE="prod", MERITED_SECRET_KEY=LONG)
    assert done.returncode == 1 and "MERITED_MODE" in done.stderr


def test_the_demonstration_does_not_touch_a_real_districts_database(tmp_path):
    assert merited("migrate", data=tmp_path).returncode == 0
    with closing(sqlite3.connect(tmp_path / "merited.sqlite3")) as database, database:
        database.execute("INSERT INTO people_installation VALUES (1, 'https://badges.example.org', '2026-01-01', 0)")
    done = merited("demo", "--load-only", data=tmp_path)
    assert done.returncode == 1 and "does not touch it" in done.stderr


def findings(done):
    return {one["what"]: one for one in json.loads(done.stdout)}


def test_doctor_finds_a_sound_demonstration_sound_and_verifies_a_sample_badge(own_demo):
    done = merited("doctor", "--json", data=own_demo)
    found = findings(done)
    assert done.returncode == 0 and found["sample badge"]["sentence"].startswith("Signed and verified: PASS")
    assert {"public address", "mail", "clock", "keys", "secret", "database", "disk", "contexts"} <= set(found)


@pytest.mark.parametrize(
    ("what", "more"),
    [
        ("public address", {"MERITED_MODE": "production", "MERITED_SECRET_KEY": LONG}),
        ("public address", {"MERITED_PUBLIC_URL": "https://example.org/merited", "MERITED_MODE": "production"}),
        ("public address", {"MERITED_PUBLIC_URL": "http://badges.example.org", "MERITED_MODE": "production"}),
        ("hosts", {"MERITED_PUBLIC_URL": "https://badges.example.org", "MERITED_MODE": "production"}),
        ("secret", {"MERITED_MODE": "production"}),
        ("mail", {"MERITED_MODE": "production"}),
        ("mail", {"EMAIL_URL": "smtp://127.0.0.1:9"}),
        ("clock", {"MERITED_MODE": "production", "MERITED_CLOCK": "2001-01-01T00:00:00+00:00"}),
        ("database", {"MERITED_MODE": "production"}),
        ("database", {"DATABASE_URL": "postgres://nobody@127.0.0.1:9/none"}),
        ("keys", {"MERITED_MASTER_KEY_FILE": "/nowhere/master.key"}),
        ("sample badge", {"MERITED_MASTER_KEY_FILE": "/nowhere/master.key"}),
    ],
)
def test_doctor_finds_what_operators_get_wrong(own_demo, what, more):
    done = merited("doctor", "--json", data=own_demo, **more)
    assert done.returncode == 1, done.stdout
    one = findings(done)[what]
    assert one["how"] in ("wrong", "advice") and one["sentence"], one


def test_doctor_finds_a_master_key_that_others_can_read_and_one_that_is_another(own_demo):
    key = own_demo / "keys" / "master.key"
    key.chmod(0o644)
    assert "chmod 600" in merited("doctor", data=own_demo).stdout
    key.write_text("00" * 32)
    done = merited("doctor", "--json", data=own_demo)
    assert done.returncode == 1 and findings(done)["sample badge"]["how"] == "wrong"


def test_doctor_finds_a_worker_that_does_not_run(own_demo):
    with closing(sqlite3.connect(own_demo / "merited.sqlite3")) as database, database:
        database.execute("UPDATE awards_award SET credential = '', signed_at = NULL WHERE revoked_at IS NULL")
    found = findings(merited("doctor", "--json", data=own_demo))
    assert found["worker"]["how"] == "wrong"


def test_the_log_is_whole_and_a_changed_or_cut_one_is_found(own_demo):
    assert merited("log", "check", data=own_demo).returncode == 0
    with closing(sqlite3.connect(own_demo / "merited.sqlite3")) as database, database:
        last = database.execute("SELECT max(number) FROM base_logentry").fetchone()[0]
        database.execute("DELETE FROM base_logentry WHERE number = ?", [last])
    assert merited("log", "check", data=own_demo).returncode == 1
    with closing(sqlite3.connect(own_demo / "merited.sqlite3")) as database, database:
        database.execute("UPDATE base_logentry SET deed = 'award.gifted' WHERE number = 7")
    done = merited("log", "check", data=own_demo)
    assert done.returncode == 1 and "entry 7" in done.stdout


@pytest.mark.parametrize(
    "address",
    ["", "badges.example.org", "http://badges.example.org", "https://b.example.org/merited", "ftp://b.example.org",
     "https://user:word@b.example.org"],
)  # fmt: skip
def test_production_refuses_an_address_under_which_no_badge_could_be_verified(tmp_path, address):
    more = {"MERITED_MODE": "production", "MERITED_SECRET_KEY": LONG, "MERITED_PUBLIC_URL": address}
    done = merited("serve", "--port", str(free_port()), data=tmp_path, **more)
    assert (done.returncode == 1 and "MERITED_PUBLIC_URL" in done.stderr + done.stdout) or "CSRF" in done.stderr
    told = merited("doctor", data=tmp_path, **more)
    assert told.returncode == 1, told.stdout
    assert not (tmp_path / "merited.sqlite3").exists() or not database_has_address(tmp_path)


def database_has_address(folder):
    with closing(sqlite3.connect(folder / "merited.sqlite3")) as database, database:
        tables = {row[0] for row in database.execute("SELECT name FROM sqlite_master")}
        return (
            "people_installation" in tables
            and database.execute("SELECT count(*) FROM people_installation").fetchone()[0]
        )


def test_a_demonstration_is_never_served_to_the_world(tmp_path, own_demo):
    done = merited("serve", "--port", str(free_port()), data=tmp_path, MERITED_PUBLIC_URL="https://b.example.org")
    assert done.returncode == 1 and "this machine only" in done.stderr
    done = merited("serve", "--bind", "0.0.0.0", "--port", str(free_port()), data=own_demo)
    assert done.returncode == 1 and "this machine only" in done.stderr


def test_a_lost_master_key_is_told_and_never_replaced(own_demo):
    key = own_demo / "keys" / "master.key"
    key.unlink()
    done = merited("demo", "--load-only", data=own_demo)
    assert "master key is missing" in done.stderr and not key.exists()
    assert findings(merited("doctor", "--json", data=own_demo))["keys"]["how"] == "wrong"


def test_reset_begins_anew_and_never_under_a_running_demonstration(own_demo):
    before, port = credentials(own_demo), free_port()
    with Running("demo", "--port", str(port), data=own_demo) as running:
        running.wait_for("Ready: ")
        done = merited("demo", "--reset", "--load-only", data=own_demo)
        assert done.returncode == 1 and "Stop it first" in done.stderr
        assert credentials(own_demo) == before
    assert merited("demo", "--reset", "--load-only", data=own_demo).returncode == 0
    after = credentials(own_demo)
    assert len(after) == len(before) and after != before


@pytest.mark.parametrize("command", [("log", "check"), ("badges", "export", "out"), ("work",)])
def test_before_the_first_start_commands_answer_with_a_sentence(tmp_path, command):
    done = merited(*[str(tmp_path / one) if one == "out" else one for one in command], data=tmp_path / "data")
    assert done.returncode == 1 and "Traceback" not in done.stderr and "merited migrate" in done.stderr


@pytest.mark.parametrize(
    "more", [{"DATABASE_URL": "bogus://x"}, {"EMAIL_URL": "garbage"}, {"MERITED_CLOCK": "2026-01-01"}]
)
def test_a_setting_that_cannot_be_read_is_said_without_a_traceback(tmp_path, more):
    done = merited("doctor", data=tmp_path, **more)
    assert done.returncode == 1 and "Traceback" not in done.stderr
