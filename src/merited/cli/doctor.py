"""`merited doctor`: the findings, printed."""

import json
from dataclasses import asdict

from merited.insight.doctor import ADVICE, GOOD, WRONG, Finding


def tell(found: list[Finding], *, as_json: bool = False) -> int:
    """Print the findings. Returns 1 when anything is wrong."""
    if as_json:
        print(json.dumps([asdict(one) for one in found], indent=1))
    else:
        signs = {GOOD: "good  ", ADVICE: "advice", WRONG: "WRONG "}
        for one in found:
            print(f"{signs[one.how]}  {one.what}: {one.sentence}")
            if one.cure:
                print(f"        What to do: {one.cure}")
        wrong = sum(one.how == WRONG for one in found)
        print(f"\n{'Nothing is wrong.' if not wrong else f'{wrong} to mend.'}")
    return int(any(one.how == WRONG for one in found))
