"""Judges what engine_bench.py has measured by limits.json."""
import json
import pathlib
import statistics

LIMITS = json.loads((pathlib.Path(__file__).resolve().parent / "limits.json").read_text())


def short():
    """The workloads of the short form."""
    return LIMITS["short"]


def decisions():
    """Those of them for which the decision alone is measured too."""
    return LIMITS["short_decisions"]


def figure(measured, engine):
    """Nanoseconds a lookup: the median of the turns' medians; None if the engine was not measured."""
    turns = [turn[engine] for turn in measured["native"] + measured["ours"] if engine in turn]
    if engine in measured["once"]:
        turns.append(measured["once"][engine])
    return statistics.median(map(statistics.median, turns)) if turns else None


def ratio(measured, of, to):
    """Each turn of ours is compared with the native turns before and after it; the median of that, or None."""
    ratios = []
    for index, turn in enumerate(measured["ours"]):
        before, after = measured["native"][index:index + 2]
        if of in turn and to in before:
            ratios.append(statistics.median(turn[of]) / statistics.median(before[to] + after[to]))
    return statistics.median(ratios) if ratios else None


def verdict(name, workloads, value, limit):
    return {"name": name, "workloads": workloads, "value": value, "aim": limit["aim"], "at_most": limit["at_most"],
            "kept": value <= limit["at_most"]}


def verdicts(result):
    """A verdict for each limit that the workloads of this run say something about."""
    measured, found = result["workloads"], []
    for limit in LIMITS["ratios"]:
        for name in limit["workloads"]:
            value = ratio(measured[name], limit["of"], limit["to"]) if name in measured else None
            if value is not None:
                found.append(verdict(f"{name}: {limit['of']} to {limit['to']}", [name], value, limit))
    for limit in LIMITS["growth"]:
        names = [limit["from"], limit["to"]]
        if all(name in measured for name in names):
            few, many = (figure(measured[name], limit["of"]) for name in names)
            found.append(verdict(f"{limit['of']}: {names[1]} to {names[0]}", names, many / few, limit))
    for name in measured:
        # What is allocated beside the lookups, for an iteration, is a trifle for each of them.
        limit = {"aim": 0, "at_most": LIMITS["allocated_bytes"]}
        found.append(verdict(f"{name}: bytes allocated", [name], min(measured[name]["allocated"]), limit))
    return found


def worse(result):
    return [each for each in verdicts(result) if not each["kept"]]


def table(result):
    lines = [f"{'':52} {'measured':>9} {'limit':>7} {'aim':>7}"]
    for each in verdicts(result):
        mark = "" if each["kept"] else "  WORSE THAN THE LIMIT"
        lines.append(f"{each['name']:52} {each['value']:9.3f} {each['at_most']:7.2f} {each['aim']:7.2f}{mark}")
    return "\n".join(lines)
