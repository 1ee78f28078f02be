"""Backup and restore, rehearsed as an operator would on a bad day: everything is wiped between the two."""

import hashlib
import io
import json
import shutil
import subprocess
import sys
import tarfile

import pytest

from tests.databases import ON_SQLITE
from tests.running import environment, merited

pytestmark = [pytest.mark.processes, ON_SQLITE]


def digests_in(archive):
    with tarfile.open(archive) as tar:
        found = json.load(tar.extractfile("digests.json"))
    found.pop("merited-backup.json")  # holds the time
    return found


def badges_of(data, folder):
    assert merited("badges", "export", str(folder), data=data).returncode == 0
    return {one.name: one.read_bytes() for one in folder.iterdir() if one.is_file()}


def rewritten(archive, change, *, more=()):
    """A copy of an archive whose members went through `change(name, bytes)`; None leaves one out. `more` are added."""
    target = archive.with_name(f"other-{archive.name}")
    with tarfile.open(archive) as old, tarfile.open(target, "w") as new:
        members = [(member.name, old.extractfile(member).read()) for member in old]
        for name, before in [*members[:-1], *more, members[-1]]:  # the digests stay last
            content = change(name, before)
            if content is not None:
                member = tarfile.TarInfo(name)
                member.size = len(content)
                new.addfile(member, io.BytesIO(content))
    return target


def signed_off(archive, change=lambda _name, content: content, *, more=()):
    """The same, with digests that fit: as somebody would who means it."""
    found = {}

    def digested(name, before):
        content = change(name, before)
        if name == "digests.json":
            return json.dumps(found).encode()
        found[name] = hashlib.sha256(content).hexdigest()
        return content

    return rewritten(archive, digested, more=more)


def test_all_comes_back_after_everything_was_wiped(own_demo, tmp_path):
    made, again = tmp_path / "first.tar", tmp_path / "second.tar"
    before = badges_of(own_demo, tmp_path / "before")
    assert merited("backup", str(made), data=own_demo).returncode == 0
    shutil.rmtree(own_demo)

    done = merited("restore", str(made), data=own_demo)

    assert done.returncode == 0, done.stderr
    assert badges_of(own_demo, tmp_path / "after") == before
    assert "The log is whole" in merited("log", "check", data=own_demo).stdout
    assert "Nothing is wrong." in merited("doctor", data=own_demo).stdout  # keys open, a sample badge verifies
    assert merited("backup", str(again), data=own_demo).returncode == 0
    assert digests_in(again) == digests_in(made)
    assert sum(name.startswith("files/") for name in digests_in(made)) > 50


def test_an_archive_is_for_its_owner_alone_and_never_written_over(demo, archive):
    assert archive.stat().st_mode & 0o777 == 0o600
    whole = archive.read_bytes()

    done = merited("backup", str(archive), data=demo)

    assert done.returncode == 1 and "not written over" in done.stderr
    assert archive.read_bytes() == whole
    assert [one.name for one in archive.parent.iterdir()] == [archive.name]


def test_where_no_merited_is_nothing_is_backed_up_and_it_says_which_settings_are_missing(tmp_path):
    empty = tmp_path / "empty"
    done = merited("backup", str(tmp_path / "merited.tar"), data=empty)
    assert done.returncode == 1 and "There is no Merited in this place" in done.stderr
    assert merited("migrate", data=empty).returncode == 0

    done = merited("backup", str(tmp_path / "merited.tar"), data=empty)

    assert done.returncode == 1 and "There is no Merited in this place" in done.stderr
    assert not (tmp_path / "merited.tar").exists()


def test_it_goes_through_a_pipe(demo, tmp_path):
    made = tmp_path / "piped.tar"
    with made.open("wb") as out:
        command = [sys.executable, "-m", "merited", "backup", "-"]
        told = subprocess.run(command, env=environment(demo), stdout=out, stderr=subprocess.PIPE, text=True, check=True)
    assert "rows" in told.stderr
    with made.open("rb") as content:
        command = [sys.executable, "-m", "merited", "restore", "-"]
        done = subprocess.run(
            command, env=environment(tmp_path / "new"), stdin=content, capture_output=True, check=True
        )
    assert b"files are back" in done.stdout


def test_the_key_can_stay_out_and_is_then_laid_back_by_hand(own_demo, tmp_path):
    made, new = tmp_path / "merited.tar", tmp_path / "new"
    assert merited("backup", str(made), "--without-key", data=own_demo).returncode == 0
    assert not [name for name in digests_in(made) if name.startswith("keys/")]

    assert merited("restore", str(made), data=new).returncode == 0

    assert "The master key is missing" in merited("doctor", data=new).stdout
    (new / "keys").mkdir(exist_ok=True)
    shutil.copy(own_demo / "keys" / "master.key", new / "keys" / "master.key")
    assert "Nothing is wrong." in merited("doctor", data=new).stdout


def test_a_restore_is_never_poured_over_what_is_there(own_demo, archive):
    done = merited("restore", str(archive), data=own_demo)

    assert done.returncode == 1
    assert "never poured over" in done.stderr


def test_sign_ins_are_not_carried_over(archive):
    assert not [name for name in digests_in(archive) if "session" in name]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda name, content: content.replace(b"localhost", b"lokalhost"), "merited-backup.json is changed"),
        (
            lambda name, content: content[:-1] + b"x" if name.startswith("database/people.person.") else content,
            "changed",
        ),
        (lambda name, content: None if name.startswith("database/awards.award.") else content, "changed or missing"),
        (lambda name, content: None if name == "digests.json" else content, "its end is missing"),
        (lambda name, content: None if name == "merited-backup.json" else content, "no backup of Merited"),
    ],
    ids=["header", "rows", "a table left out", "no digests", "no header"],
)
def test_a_changed_archive_is_refused_before_anything_is_touched(archive, tmp_path, change, said):
    new = tmp_path / "new"

    done = merited("restore", str(rewritten(archive, change)), data=new)

    assert done.returncode == 1
    assert said in done.stderr and "Nothing was changed here" in done.stderr
    assert not (new / "merited.sqlite3").exists() and not (new / "keys").exists()


@pytest.mark.parametrize("share", [0.0, 0.3, 0.9])
def test_an_archive_that_was_cut_off_is_refused(archive, tmp_path, share):
    whole = archive.read_bytes()
    archive.write_bytes(whole[: int(len(whole) * share)])

    done = merited("restore", str(archive), "--check", data=tmp_path / "new")

    assert done.returncode == 1
    assert "This archive cannot be used" in done.stderr


def test_a_file_that_is_missing_from_the_store_is_named_and_the_rest_is_kept(own_demo, tmp_path):
    lost = next(one for one in (own_demo / "private" / "evidence").rglob("*") if one.is_file())
    lost.unlink()

    done = merited("backup", str(tmp_path / "merited.tar"), data=own_demo)

    assert done.returncode == 1
    assert lost.name in done.stdout
    assert merited("restore", str(tmp_path / "merited.tar"), "--check", data=tmp_path / "new").returncode == 0


@pytest.mark.parametrize("name", ["files/../../escaped", "/tmp/escaped", "../escaped"])
def test_an_archive_that_would_write_elsewhere_is_refused_whole(archive, tmp_path, name):
    done = merited("restore", str(signed_off(archive, more=[(name, b"x")])), data=tmp_path / "new")

    assert done.returncode == 1 and "no file of a backup" in done.stderr
    assert not (tmp_path / "new" / "keys").exists()


def test_nobody_else_on_the_machine_reads_what_is_stored(archive, tmp_path):
    new = tmp_path / "new"
    assert merited("restore", str(archive), data=new).returncode == 0
    for one in (new, *new.rglob("*")):
        assert one.stat().st_mode & 0o077 == 0, one
    (new / "merited.sqlite3").chmod(0o644)

    assert "Others on this machine can read the database" in merited("doctor", data=new).stdout


def test_another_master_key_is_left_alone(archive, tmp_path):
    new = tmp_path / "new"
    (new / "keys").mkdir(parents=True)
    (new / "keys" / "master.key").write_text("00" * 32)

    done = merited("restore", str(archive), data=new)

    assert done.returncode == 1 and "Another master key" in done.stderr
    assert (new / "keys" / "master.key").read_text() == "00" * 32


def test_a_backup_of_a_newer_merited_is_refused(archive, tmp_path):
    def newer(name, content):
        if name == "merited-backup.json":
            header = json.loads(content)
            header["migrations"].append(["people", "9999_from_the_future"])
            return json.dumps(header).encode()
        return content

    done = merited("restore", str(signed_off(archive, newer)), data=tmp_path / "new")

    assert done.returncode == 1 and "newer Merited" in done.stderr
