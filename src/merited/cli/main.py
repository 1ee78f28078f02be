"""The commands: serve, work, demo, doctor, log check, badges export, agreement."""

import argparse
import os
import sys

from merited.cli.agreement import run as agreement
from merited.cli.ratings_file import levels


def port(text: str) -> int:
    """A port from 1 to 65535."""
    number = int(text)
    if not 1 <= number <= 65_535:
        raise argparse.ArgumentTypeError(f"{number} is no port; choose one from 1 to 65535")
    return number


def percent(text: str) -> int:
    """A share from 1 to 100."""
    number = int(text)
    if not 1 <= number <= 100:
        raise argparse.ArgumentTypeError(f"{number} is no share; choose one from 1 to 100")
    return number


def parser() -> argparse.ArgumentParser:
    """The command line, described."""
    top = argparse.ArgumentParser(prog="merited", description=__doc__)
    commands = top.add_subparsers(dest="command", required=True)
    serve = commands.add_parser("serve", help="serve the pages")
    serve.add_argument("--port", type=port, default=os.environ.get("PORT", "8000"))
    serve.add_argument("--bind", default="127.0.0.1", help="the address to listen on; loopback by default")
    serve.add_argument("--workers", type=int, default=2)
    commands.add_parser("work", help="finish what is due: sign badges, publish status lists, seal the log")
    commands.add_parser("migrate", help="bring the database up to date")
    demo = commands.add_parser("demo", help="load Alder Bay, a fictitious district, and serve it with a worker")
    demo.add_argument("--port", type=port, default=os.environ.get("PORT", "8000"))
    demo.add_argument("--reset", action="store_true", help="throw the demonstration away first")
    demo.add_argument("--load-only", action="store_true", help="load and stop")
    doctor = commands.add_parser("doctor", help="find what is wrong before your users do")
    doctor.add_argument("--json", action="store_true")
    letters = commands.add_parser("letters", help="letters that wait or could not be sent, by keys alone")
    letters.add_argument("--send-test", metavar="ADDRESS", help="send a letter there, to see whether the settings work")
    log = commands.add_parser("log", help="the log of deeds").add_subparsers(dest="what", required=True)
    log.add_parser("check", help="verify the sealed chain and report the unsealed tail")
    decisions = commands.add_parser("decisions", help="what was decided").add_subparsers(dest="what", required=True)
    decisions.add_parser("check", help="compute every decision again from the stored scores")
    badges = commands.add_parser("badges", help="badges").add_subparsers(dest="what", required=True)
    export = badges.add_parser(
        "export", help="write every signed badge, the DID documents and the status lists to a folder"
    )
    export.add_argument("folder")
    backup = commands.add_parser("backup", help="write database, files and keys into one archive, while all goes on")
    backup.add_argument("file", help="where to; - for standard output")
    backup.add_argument("--without-key", action="store_true", help="leave the master key out; you keep it elsewhere")
    restore = commands.add_parser("restore", help="put a backup back, into an empty place")
    restore.add_argument("file", help="where from; - for standard input")
    restore.add_argument("--check", action="store_true", help="only see whether the archive is whole")
    calibrate = commands.add_parser("calibrate", help="load the samples that a panel scored, to train reviewers with")
    calibrate.add_argument("file", help="a YAML file; its first line says schema: calibration_set/1")
    for add in (_likeness, _people, _agreement, _simulate, _load):
        add(commands)
    return top


def _likeness(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    likeness = commands.add_parser("likeness", help="what is the same in two people's work").add_subparsers(
        dest="what", required=True
    )
    likeness.add_parser(
        "check", help="compare what was sent and is not compared yet; a person is shown what is the same"
    )
    likeness.add_parser("rebuild", help="make every mark again; what was found stays found, and nothing is found twice")


def _people(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    invite = commands.add_parser("invite", help="make an account and print the link that opens it; it is also mailed")
    invite.add_argument("name")
    invite.add_argument("address")
    invite.add_argument("--district", help="the key of the district, where there are several")
    appoint = commands.add_parser("appoint", help="give an office, such as the first program_admin of a district")
    appoint.add_argument("address", help="of an account")
    appoint.add_argument("office", help="program_admin, department_lead, lead_reader, operator and so on")
    appoint.add_argument("--at", metavar="KEY", help="the key of a department; the district otherwise")
    appoint.add_argument("--district", help="the key of the district, where there are several")
    roster = commands.add_parser("roster", help="show what a staff roster would change; nobody is ever deleted")
    roster.add_argument("file", help="a CSV file")
    roster.add_argument("--apply", action="store_true", help="do what is shown")
    roster.add_argument("--left", action="append", default=[], metavar="STAFF_ID", help="not in the file, and has left")
    roster.add_argument("--district", help="the key of the district, where there are several")


def _simulate(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    what = commands.add_parser("simulate", help="try a year, in a database in memory").add_subparsers(
        dest="what", required=True
    )
    pool = what.add_parser("pool", help="what a pool of reviewers does to the promise (a few minutes)")
    pool.add_argument("--seed", type=int, default=1, help="another year: arrivals, helpers and outcomes")
    pool.add_argument(
        "--share", type=percent, default=100, help="of the year's submissions, in percent, for a quick look"
    )
    pool.add_argument("--json", action="store_true")


def _load(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    what = commands.add_parser("load", help="load a server of its own").add_subparsers(dest="what", required=True)
    review = what.add_parser("review", help="many reviewers at once, over HTTP on PostgreSQL (DATABASE_URL)")
    review.add_argument("--seconds", type=int, default=60)
    review.add_argument("--reviewers", type=int, default=50)
    review.add_argument("--waiting", type=int, default=10_000, help="pieces of work that wait")
    torture = commands.add_parser(
        "torture", help="kill server and worker at random moments, and prove that nothing is lost"
    )
    torture.add_argument("--times", type=int, default=100)
    torture.add_argument("--seed", type=int, default=1)
    review.add_argument("--workers", type=int, default=2, help="processes of the server")


def _agreement(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    agreement = commands.add_parser("agreement", help="how far raters agree, from a file; no database is needed")
    agreement.add_argument("file", metavar="RATINGS.csv", help="a CSV file with the columns item, rater, value")
    agreement.add_argument(
        "--levels",
        type=levels,
        help="all levels of the scale, such as 1,2,3, or by name from the lowest; without it those used",
    )
    agreement.add_argument("--reference", metavar="RATER", help="who holds the reference scores, for the severity")
    agreement.add_argument("--only", metavar="TEXT", default="", help="items that begin so, such as pl-102")
    agreement.add_argument("--json", action="store_true")
    ratings = commands.add_parser("ratings", help="every rating").add_subparsers(dest="what", required=True)
    export = ratings.add_parser("export", help="write every rating with pseudonyms, for a Rasch analysis")
    export.add_argument("--out", metavar="FILE", required=True, help="where to; - for standard output")
    export.add_argument("--district", help="the key of the district, where there are several")
    export.add_argument("--all", action="store_true", help="of all times, not of the last twelve months")
    export.add_argument(
        "--key",
        metavar="FILE",
        help="keep pseudonyms from one export to the next: by the key in FILE, made if not there",
    )


def main(arguments: list[str] | None = None) -> int:
    """Run a command. 0 when all is well, 1 when something was found wrong, 2 for wrong use."""
    asked = parser().parse_args(arguments)
    if asked.command == "agreement":
        return agreement(asked)  # a file in, numbers out: without settings, so on any machine
    if asked.command == "load":
        from merited.cli.load.review import review

        return review(asked)
    if asked.command == "torture":
        from merited.cli.load.torture import torture

        return torture(asked)
    if asked.command == "simulate":
        from merited.cli.scratch import run_in_memory

        return run_in_memory(asked)
    if asked.command == "demo":
        os.environ["MERITED_MODE"] = "demo"
        os.environ.setdefault("MERITED_PUBLIC_URL", f"http://localhost:{asked.port}")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "merited.site.settings")
    # After the environment is settled, for settings are read at import.
    from django.core.exceptions import ImproperlyConfigured

    from merited.cli import commands

    try:
        return commands.run(asked)
    except ImproperlyConfigured as wrong:
        print(f"A setting cannot be read: {wrong}", file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
