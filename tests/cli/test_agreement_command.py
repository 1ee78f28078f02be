"""`merited agreement`: a file in, every statistic out, on a machine with nothing else."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from merited.cli.main import main, parser
from merited.review.agreement import Measure

ROOT = Path(__file__).parents[2]
GOLDEN = yaml.safe_load((ROOT / "tests/review/irr-golden.yaml").read_text())


def lines_of(columns, *, mark=","):
    """The golden ratings as a file would hold them; a missing one is blank."""
    yield mark.join(("item", "rater", "value"))
    for rater, column in columns.items():
        for item, value in enumerate(column):
            yield mark.join((f"i{item}", rater, "" if value is None else str(value)))


@pytest.fixture
def told(tmp_path, capsys):
    """Run the command over a text or over bytes: its exit code, what it printed, what it complained of."""

    def run(content, *options):
        file = tmp_path / "ratings.csv"
        file.write_bytes(content.encode() if isinstance(content, str) else content)
        code = main(["agreement", str(file), *options])
        out, err = capsys.readouterr()
        return code, out, err.replace(f"{file}: ", "")

    return run


@pytest.fixture
def measured(told):
    def run(content, *options):
        code, out, err = told(content, "--json", *options)
        assert (code, err) == (0, "")
        return json.loads(out, parse_constant=pytest.fail)

    return run


ALL = "\n".join(lines_of(GOLDEN["ratings"]))
PAIR = "\n".join(lines_of({key: GOLDEN["ratings"][key] for key in "AB"}))


@pytest.mark.parametrize(("content", "case"), [(PAIR, "A_B"), (ALL, "A_B_C")])
def test_the_reference_values_come_out(measured, content, case):
    found = measured(content, "--levels", "1,2,3")
    for measure, expected in GOLDEN["expected"][case].items():
        assert found["statistics"][measure]["value"] == pytest.approx(expected, abs=GOLDEN["tolerance"])


def test_every_statistic_has_n_an_interval_and_a_verdict(measured):
    found = measured(ALL, "--levels", "1,2,3")
    assert found["statistics"].keys() == {one.value for one in Measure}
    for name, one in found["statistics"].items():
        low, high = one["interval"]
        assert low <= one["value"] <= high, name
        assert (one["n"], one["pairs"], one["enough"], one["verdict"]) == (12, 28, False, "too few to judge")
    assert (found["raters"], found["items"], found["ratings"], found["missing"]) == (3, 12, 32, 4)
    assert found["levels_declared"] and found["warnings"] == []
    severity = found["severity"]["raters"]
    assert severity.keys() == set("ABC") and {one["n"] for one in severity.values()} == {12, 8}
    assert {one["flagged"] for one in severity.values()} == {None}


def test_declared_levels_count_also_when_nobody_used_them(measured):
    case = GOLDEN["paradox_case"]
    content = "\n".join(lines_of({"A": case["A"], "B": case["B"]}))
    declared, observed = measured(content, "--levels", "1,2,3"), measured(content)
    ac1 = [one["statistics"]["gwet_ac1"]["value"] for one in (declared, observed)]
    assert ac1 == pytest.approx([0.895013, 0.889503], abs=GOLDEN["tolerance"])
    assert declared["statistics"]["exact_agreement"]["enough"] is True
    assert observed["levels"] == [1, 3] and not observed["levels_declared"]
    assert "Gwet's AC1, adjacent and the severity depend on the declared levels" in observed["warnings"][0]


def test_what_the_warning_names_is_what_changes_with_a_level_that_nobody_used(measured):
    content = "\n".join(lines_of({"A": [1, 3, 1, 3, 1, 3] * 4, "B": [3, 3, 1, 3, 1, 3] * 4}))
    declared, observed = measured(content, "--levels", "1,2,3"), measured(content)
    changed = {
        key for key, one in declared["statistics"].items() if one["value"] != observed["statistics"][key]["value"]
    }
    assert changed == {"exact_or_adjacent", "gwet_ac1"}
    assert declared["severity"]["raters"]["A"]["value"] != observed["severity"]["raters"]["A"]["value"]


def test_undefined_values_are_null_with_a_reason(measured):
    found = measured("item,rater,value\na,A,3\na,B,3\n", "--levels", "1,2,3")
    kappa = found["statistics"]["cohen_kappa"]
    assert (kappa["value"], kappa["interval"]) == (None, None)
    assert kappa["reason"].startswith("Everyone gave the same level")


def test_a_reference_rater_measures_the_others_and_is_not_measured(measured):
    rows = [f"{n},{who},{value}" for n in range(24) for who, value in (("seed", 3), ("Ana", 3 - n % 2), ("Ben", 3))]
    found = measured("\n".join(["item,rater,value", *rows]), "--levels", "1,2,3", "--reference", "seed")
    ana, ben = found["severity"]["raters"]["Ana"], found["severity"]["raters"]["Ben"]
    assert (found["raters"], found["severity"]["against"], found["ratings"]) == (2, "seed", 48)
    assert (ana["value"], ana["n"], ana["flagged"]) == (pytest.approx(-0.5 * 24 / 34), 24, True)
    assert (ben["value"], ben["interval"], ben["flagged"]) == (0, None, False)


@pytest.mark.parametrize(
    "content",
    [
        "\ufeff" + PAIR,
        "\n".join(lines_of({key: GOLDEN["ratings"][key] for key in "AB"}, mark=";")),
        "\n".join(lines_of({key: GOLDEN["ratings"][key] for key in "AB"}, mark="\t")),
        PAIR.replace("\n", "\r\n"),
        PAIR.replace("\n", "\n\n"),
        "\n".join('"' + line.replace(",", '","') + '"' for line in PAIR.split("\n")),
        PAIR.replace(",", " , ").replace("item , rater , value", "Item, RATER ,Value"),
        "\n".join(f"x,{','.join(line.split(',')[::-1])}" for line in PAIR.split("\n")),
        PAIR.replace("3", "3.0"),
        "sep=,\n" + PAIR,
        "\ufeffsep=;\r\n" + PAIR.replace(",", ";").replace("\n", "\r\n"),
        PAIR.replace(",", ";").replace("3", "3,0"),
    ],
    ids=[
        "BOM",
        "semicolons",
        "tabs",
        "CRLF",
        "empty lines",
        "quoted",
        "spaces and case",
        "other columns",
        "decimals",
        "sep=",
        "Excel",
        "decimal commas",
    ],
)
def test_the_same_ratings_in_another_manner_are_the_same(measured, content):
    assert measured(content) == measured(PAIR)


def test_names_may_hold_commas_and_line_ends(measured):
    found = measured('item,rater,value\n"a, b","Ortiz, Ana",1\n"a, b","Ben\nB.",2\n')
    assert found["severity"]["raters"].keys() == {"Ortiz, Ana", "Ben\nB."}


HEAD = "item,rater,value\n"


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("", "empty; the first line must name the columns item, rater, value"),
        (" \n", "empty; the first line must name the columns item, rater, value"),
        (HEAD, "no row has a value"),
        (HEAD + "a,A,\n", "no row has a value"),
        ("item,rater\na,A\n", "line 1: the column 'value' is not there; needed are item, rater, value"),
        ("item,rater,value,rater\n", "line 1: the column 'rater' is twice; needed are item, rater, value"),
        (HEAD + "a,A,1\na,B,4\n", "line 3: 4 is none of the levels 1, 2, 3"),
        (HEAD + "a,A,NA\n", "line 2: 'NA' is no number; leave a missing rating blank"),
        (HEAD + "a,A,nan\n", "line 2: 'nan' is no number; leave a missing rating blank"),
        (HEAD + "a,A,1\nb,A,1\na,A,2\n", "line 4: A has rated a already, in line 2"),
        (HEAD + "a,A,1\na,A,1\n", "line 3: A has rated a already, in line 2"),
        (HEAD + "a,A\n", "line 2: 2 of 3 columns"),
        (HEAD + ",A,1\n", "line 2: the item is blank"),
        (HEAD + "a, ,1\n", "line 2: the rater is blank"),
        (HEAD + 'a,A,"1', "line 2: no CSV (unexpected end of data)"),
        (HEAD.encode() + "a,Núñez,1\n".encode("latin-1"), "line 2: not in UTF-8; save the file as CSV in UTF-8"),
        (PAIR.encode("utf-16"), "line 1: not in UTF-8; save the file as CSV in UTF-8"),
        ("a,A,1\nb,A,2\n", "line 1: the column 'item' is not there; needed are item, rater, value"),
        ("sep=;\nitem;rater\n", "line 2: the column 'value' is not there; needed are item, rater, value"),
        (HEAD + "a,A,1e400\n", "line 2: '1e400' is no number; leave a missing rating blank"),
        (HEAD + "a,A,1\na,B,-1e308\n", "line 3: -1e308 is too large for a level"),
        (HEAD + "a,A,1_0\n", "line 2: '1_0' is no number; leave a missing rating blank"),
        (HEAD + "a,A,proficient\n", "line 2: 'proficient' is no number; leave a missing rating blank"),
        (HEAD + 'a,A,"1,5"\n', "line 2: '1,5' is no number; leave a missing rating blank"),
        (HEAD + "a,A,\x00\n", "line 2: '\\x00' is no number; leave a missing rating blank"),
    ],
)
@pytest.mark.parametrize("options", [(), ("--json",)])
def test_a_file_that_holds_no_ratings_is_answered_with_what_and_where(told, content, sentence, options):
    assert told(content, "--levels", "1,2,3", *options) == (2, "", f"{sentence}\n")


def test_a_file_or_a_reference_that_is_not_there(told, tmp_path, capsys):
    assert main(["agreement", str(tmp_path / "none.csv")]) == 2
    assert capsys.readouterr().err == f"{tmp_path / 'none.csv'}: No such file or directory\n"
    assert told(PAIR, "--reference", "Zoe") == (2, "", "no rater 'Zoe' in it, who was to be the reference\n")


@pytest.mark.parametrize("levels", ["", "1", "1,1,2", "low,2", "low,low", "1,,2", "1,nan", "1,1e308", "1,1.0"])
def test_levels_that_cannot_be_read_are_wrong_use(levels, capsys):
    with pytest.raises(SystemExit) as stop:
        parser().parse_args(["agreement", "x.csv", "--levels", levels])
    assert stop.value.code == 2 and "such as 1,2,3" in capsys.readouterr().err


def test_levels_may_be_named_in_any_order():
    assert parser().parse_args(["agreement", "x.csv", "--levels", "3, 1,2.5"]).levels.values == (1, 2.5, 3)


def test_people_read_a_table_that_says_when_there_is_too_little(told):
    code, out, _err = told(PAIR, "--levels", "1,2,3")
    assert code == 0
    assert out.startswith(
        "Raters: 2. Items: 12, of which 12 were rated by two or more. Ratings: 24, missing: 0. Levels: 1, 2, 3.\n"
    )
    table = [line for line in out.splitlines() if line.startswith(("Exact", "Kappa", "Gwet", "Alpha"))]
    assert len(table) == 9 and all(line.endswith("   12   too few to judge") for line in table)
    assert len({line.index("too few") for line in table}) == 1
    assert re.search(r"^Gwet's AC1 +0\.644   -?0\.\d{3} to 0\.\d{3} +12 ", out, re.MULTILINE) and "Warning" not in out


def test_with_enough_the_table_does_not_say_so_and_without_levels_it_warns(told):
    _code, out, _err = told("\n".join(lines_of({key: GOLDEN["ratings"][key] * 2 for key in "AB"})))
    assert "too few" not in out
    assert out.rstrip().splitlines()[-1].startswith("Warning: No --levels were given")


# What people hand in without meaning harm


NAMED = PAIR.replace(",1\n", ",developing\n").replace(",2\n", ",basic\n").replace(",3\n", ",proficient\n")
NAMED = NAMED.removesuffix(",2") + ",basic"


def test_levels_may_be_names_from_the_lowest_to_the_highest(measured):
    found = measured(NAMED, "--levels", "developing,basic,proficient")
    assert found["levels"] == ["developing", "basic", "proficient"]
    for measure, expected in GOLDEN["expected"]["A_B"].items():
        assert found["statistics"][measure]["value"] == pytest.approx(expected, abs=GOLDEN["tolerance"])


def test_the_order_of_names_is_what_counts(measured):
    turned = measured(NAMED, "--levels", "basic,developing,proficient")["statistics"]
    right = measured(NAMED, "--levels", "developing,basic,proficient")["statistics"]
    assert turned["alpha_nominal"]["value"] == pytest.approx(right["alpha_nominal"]["value"])
    assert turned["alpha_ordinal"]["value"] != pytest.approx(right["alpha_ordinal"]["value"])


def test_names_without_their_order_are_asked_for(told):
    code, out, err = told(NAMED)
    assert (code, out) == (2, "")
    assert err == (
        "line 2: 'proficient' is no number; leave a missing rating blank, or name the levels in their order with "
        "--levels, such as developing,basic,proficient\n"
    )
    assert told(NAMED, "--levels", "low,high")[2] == "line 2: proficient is none of the levels low, high\n"


def every_number(found):
    """Each value and end of an interval in the JSON."""
    for one in [*found["statistics"].values(), *found["severity"]["raters"].values()]:
        yield from (one["value"], *(one["interval"] or ()))


@pytest.mark.parametrize(
    ("rows", "why"),
    [
        ([f"i{n},A,{n % 3 + 1}" for n in range(30)], "No item was rated by two people"),
        ([f"same,{rater},{n % 3 + 1}" for n, rater in enumerate("ABCDE")], "It rests on a single item"),
        ([f"i{n},{rater},2" for n in range(30) for rater in "AB"], "Everyone gave the same level everywhere"),
        ([f"i{n},{rater},{2 - (rater == 'B')}" for n in range(30) for rater in "AB"], None),
        (["a,A,1"], "No item was rated by two people"),
    ],
    ids=["one rater", "one item", "constant", "always one apart", "one rating"],
)
def test_where_there_is_no_number_it_is_null_and_says_why(measured, rows, why):
    found = measured("\n".join(["item,rater,value", *rows]), "--levels", "1,2,3")
    for number in every_number(found):
        assert number is None or -1.0000001 <= number <= 1.0000001 or "severity" in found
    kappa = found["statistics"]["cohen_kappa"]
    assert why is None or kappa["reason"].startswith(why), kappa
    assert (kappa["value"] is None) == (why is not None and not why.startswith("It rests")), kappa


def test_always_one_level_apart_is_no_agreement_and_all_adjacent(measured):
    rows = [f"i{n},{rater},{2 - (rater == 'B')}" for n in range(30) for rater in "AB"]
    found = measured("\n".join(["item,rater,value", *rows]), "--levels", "1,2,3")["statistics"]
    assert (found["exact_agreement"]["value"], found["exact_or_adjacent"]["value"]) == (0, 1)
    assert found["cohen_kappa"]["value"] == 0 and found["alpha_nominal"]["value"] < 0


def test_a_hundred_thousand_rows_by_a_pool_of_readers(measured):
    rows = [
        f"i{n},r{(n + k * (n % 7 + 1)) % 24},{(n * 7 + k * (n % 5 == 0)) % 3 + 1}"
        for n in range(50_000)
        for k in (0, 1)
    ]
    found = measured("\n".join(["item,rater,value", *rows]), "--levels", "1,2,3")
    assert (found["ratings"], found["statistics"]["exact_agreement"]["n"], found["raters"]) == (100_000, 50_000, 24)
    assert found["statistics"]["exact_agreement"]["value"] == pytest.approx(0.8)


def test_items_of_one_attempt_are_groups_and_few_of_them_are_too_few(measured):
    """Its own export: ten attempts with six criteria each are ten facts."""
    head = "person,item,rater,level,levels,purpose,attempt,month,work,twice"
    rows = [
        f"p{n},x@1/c{c},r{n + k},{3 - (n + c + k) % 2},3,{purpose},1,2026-03,w{n},drawn"
        for n in range(10) for c in range(6) for k, purpose in enumerate(("first", "second"))
    ]  # fmt: skip
    noise = [
        rows[0].replace("first", "third"),
        rows[1].replace("drawn", "line"),
        rows[1].replace("x@1", "y@1").replace(",3,second", ",2,second"),
    ]
    found = measured("\n".join([head, *rows, *noise]), "--only", "x@1")
    exact = found["statistics"]["exact_agreement"]
    assert (exact["n"], exact["groups"], exact["enough"], found["levels"]) == (60, 10, False, [1, 2, 3])
    assert measured("\n".join([head, *rows, *noise]), "--levels", "1,2,3")["items"] == 60


def test_an_export_with_two_scales_asks_which(told):
    head = "person,item,rater,level,levels,purpose,attempt,month,work,twice"
    rows = ["p,x/a,r1,3,3,first,1,2026-03,w,drawn", "p,x/p1,r1,2,2,first,1,2026-03,w,drawn"]
    code, _out, err = told("\n".join([head, *rows]))
    assert code == 2 and err.startswith("line 3: the scales have 3 and 2 levels, which cannot be compared")
    assert told("\n".join([head, rows[0], rows[0]]))[2] == "line 3: r1 has rated x/a of w already, in line 2\n"


def test_measurements_are_no_levels_and_are_refused_at_once(told):
    text = "item,rater,value\n" + "".join(f"i{n},{r},{n}.{k}\n" for n in range(300) for k, r in enumerate("ab"))
    code, out, err = told(text)
    assert (code, out) == (2, "")
    assert err.startswith("600 different values, more than 100: these are measurements and no levels.")


def test_it_needs_neither_settings_nor_database_nor_a_data_folder(tmp_path):
    """Settings that would stop everything else, a home that cannot be written to, and not one file more afterwards."""
    (tmp_path / "ratings.csv").write_text(PAIR)
    kept = {name: os.environ[name] for name in ("PATH", "PYTHONPATH") if name in os.environ}
    broken = {"MERITED_MODE": "production", "MERITED_DATA": "/dev/null/none", "DATABASE_URL": "nonsense"}
    script = "import sys; from merited.cli.main import main; code = main(); print('django' in sys.modules, file=sys.stderr); sys.exit(code)"
    found = subprocess.run(
        [sys.executable, "-c", script, "agreement", "ratings.csv", "--levels", "1,2,3", "--json"],
        cwd=tmp_path, env=kept | broken, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (found.returncode, found.stderr) == (0, "False\n")
    assert json.loads(found.stdout)["statistics"]["gwet_ac1"]["value"] == pytest.approx(0.644444, abs=5e-7)
    assert [one.name for one in tmp_path.iterdir()] == ["ratings.csv"]
