"""The results of engine_bench.py as one HTML page: opens from disk, needs nothing else."""
import html
import math

import engine_guard

# Ours is the one to look at, so only ours is drawn thick; what asks in order is dashed.
STYLES = {
    "ours": ("#c2410c", 3.5, ""), "decision": ("#f59e0b", 2, "2 3"), "floor": ("#111827", 1.5, "2 3"),
    "hyperscan": ("#1d4ed8", 1.5, ""), "re2set": ("#15803d", 1.5, ""),
    "pcre2": ("#6b7280", 1.5, "7 4"), "pcre2jit": ("#9333ea", 1.5, "7 4"),
    "java.util.regex": ("#0891b2", 1.5, "7 4"), "re2j": ("#65a30d", 1.5, "7 4"), "joni": ("#be185d", 1.5, "7 4"),
}
NAMES = {
    "ours": "ours", "decision": "ours, decision alone", "floor": "table walk in C, decision alone",
    "hyperscan": "Hyperscan + PCRE2 JIT", "re2set": "RE2::Set + RE2", "pcre2": "PCRE2 in order",
    "pcre2jit": "PCRE2 JIT in order", "java.util.regex": "java.util.regex in order", "re2j": "RE2/J in order",
    "joni": "joni in order",
}
SHAPES = {
    "tenant": "^/tenant-00042/([^/]+)/app", "middle": r"^/([^/]+)/svc-0042/(.*)\.do$",
    "floating": "/api-0042/v([0-9]+)/",
}
LEFT, TOP, WIDTH, HEIGHT = 70, 20, 470, 330


def human(nanoseconds):
    for unit, size in (("ms", 1e6), ("µs", 1e3)):
        if nanoseconds >= size:
            return f"{nanoseconds / size:.3g} {unit}"
    return f"{nanoseconds:.3g} ns"


def figures(measured):
    """Nanoseconds a lookup of each engine that was measured."""
    found = {engine: engine_guard.figure(measured, engine) for engine in STYLES}
    return {engine: value for engine, value in found.items() if value is not None}


def line(name, measured):
    """One workload as a line of text."""
    return f"{name}: " + ", ".join(f"{engine} {human(value)}" for engine, value in figures(measured).items())


def plot(shape, workloads):
    """Cost against the number of aliases, both axes logarithmic."""
    counts = sorted(int(name.split("-")[1]) for name in workloads)
    values = [value for measured in workloads.values() for value in figures(measured).values()]
    low, high = math.floor(math.log10(min(values))), math.ceil(math.log10(max(values)))
    decades = max(1, math.log10(counts[-1] / counts[0]))

    def x(count):
        return LEFT + WIDTH * math.log10(count / counts[0]) / decades

    def y(value):
        return TOP + HEIGHT * (1 - (math.log10(value) - low) / max(1, high - low))

    parts = [f'<svg viewBox="0 0 {LEFT + WIDTH + 230} {TOP + HEIGHT + 50}" role="img" aria-label="{shape}">']
    for power in range(low, high + 1):
        at = y(10 ** power)
        parts.append(f'<line x1="{LEFT}" x2="{LEFT + WIDTH}" y1="{at:.1f}" y2="{at:.1f}" class="grid"/>'
                     f'<text x="{LEFT - 8}" y="{at + 4:.1f}" class="end">{human(10 ** power)}</text>')
    for count in counts:
        parts.append(f'<line x1="{x(count):.1f}" x2="{x(count):.1f}" y1="{TOP}" y2="{TOP + HEIGHT}" class="grid"/>'
                     f'<text x="{x(count):.1f}" y="{TOP + HEIGHT + 18}" class="middle">{count:,}</text>')
    parts.append(f'<text x="{LEFT + WIDTH / 2}" y="{TOP + HEIGHT + 40}" class="middle">aliases</text>')
    lines = lines_of(workloads)
    for engine in reversed(list(lines)):
        parts.append(curve(engine, [(x(count), y(value), value) for count, value in lines[engine]]))
    return "".join(parts + legend(lines, y)) + "</svg>"


def lines_of(workloads):
    """By engine, its costs: (number of aliases, nanoseconds), ascending."""
    lines = {}
    for name in sorted(workloads, key=lambda name: int(name.split("-")[1])):
        for engine, value in figures(workloads[name]).items():
            lines.setdefault(engine, []).append((int(name.split("-")[1]), value))
    return lines


def stroke(engine):
    colour, width, dashes = STYLES[engine]
    return f'stroke="{colour}" stroke-width="{width}" stroke-dasharray="{dashes}" fill="none"'


def curve(engine, points):
    path = " ".join(f"{px:.1f},{py:.1f}" for px, py, _ in points)
    dots = "".join(f'<circle cx="{px:.1f}" cy="{py:.1f}" r="3" fill="{STYLES[engine][0]}">'
                   f'<title>{NAMES[engine]}: {human(value)}</title></circle>' for px, py, value in points)
    return f'<polyline points="{path}" {stroke(engine)}/>{dots}'


def legend(lines, y):
    """The names at the right, beside the ends of their lines as far as there is room."""
    parts, bottom = [], TOP - 12
    for engine in sorted(lines, key=lambda engine: -lines[engine][-1][1]):
        bottom = max(bottom + 17, y(lines[engine][-1][1]))
        left = LEFT + WIDTH + 14
        parts.append(f'<line x1="{left}" x2="{left + 24}" y1="{bottom:.1f}" y2="{bottom:.1f}" {stroke(engine)}/>'
                     f'<text x="{left + 30}" y="{bottom + 4:.1f}">{NAMES[engine]}</text>')
    return parts


def bars(measured):
    """One workload: the engines' costs, the axis logarithmic."""
    found = sorted(figures(measured).items(), key=lambda item: item[1])
    low, high = math.floor(math.log10(found[0][1])), math.ceil(math.log10(found[-1][1]))
    parts = [f'<svg viewBox="0 0 {LEFT + WIDTH + 230} {26 * len(found) + 34}" role="img">']
    for power in range(low, high + 1):
        at = 200 + WIDTH * (power - low) / max(1, high - low)
        parts.append(f'<line x1="{at:.1f}" x2="{at:.1f}" y1="0" y2="{26 * len(found)}" class="grid"/>'
                     f'<text x="{at:.1f}" y="{26 * len(found) + 18}" class="middle">{human(10 ** power)}</text>')
    for index, (engine, value) in enumerate(found):
        length = WIDTH * (math.log10(value) - low) / max(1, high - low)
        parts.append(f'<text x="192" y="{26 * index + 17}" class="end">{NAMES[engine]}</text>'
                     f'<rect x="200" y="{26 * index + 4}" width="{length:.1f}" height="18" fill="{STYLES[engine][0]}"/>'
                     f'<text x="{206 + length:.1f}" y="{26 * index + 17}">{human(value)}</text>')
    return "".join(parts) + "</svg>"


def table(workloads):
    engines = [engine for engine in STYLES if any(engine in figures(measured) for measured in workloads.values())]
    rows = ["<tr><th></th>" + "".join(f"<th>{NAMES[engine]}</th>" for engine in engines) + "</tr>"]
    for name, measured in workloads.items():
        found = figures(measured)
        cells = "".join(f"<td>{human(found[engine]) if engine in found else '–'}</td>" for engine in engines)
        rows.append(f"<tr><th>{name}</th>{cells}</tr>")
    return f"<div class=wide><table>{''.join(rows)}</table></div>"


def verdicts(result):
    rows = ["<tr><th></th><th>measured</th><th>limit</th><th>aim</th><th></th></tr>"]
    for each in engine_guard.verdicts(result):
        words = "" if each["kept"] else "worse than the limit"
        kind = "kept" if each["kept"] else "worse"
        rows.append(f"<tr class={kind}><th>{each['name']}</th><td>{each['value']:.3f}</td><td>{each['at_most']}</td>"
                    f"<td>{each['aim']}</td><td>{words}</td></tr>")
    return f"<div class=wide><table>{''.join(rows)}</table></div>"


def setup(workloads):
    """How the native engines were set up, and what it took; and what they refused."""
    rows = []
    for name, measured in workloads.items():
        for engine, facts in measured["setup"]["ready"].items():
            rows.append(f"<tr><th>{name}</th><td>{NAMES[engine]}</td><td>{human(1e6 * facts['make_ms'])}</td>"
                        f"<td>{html.escape(facts['note'])}</td></tr>")
        for engine, reason in measured["setup"]["refused"].items():
            rows.append(f"<tr><th>{name}</th><td>{NAMES[engine]}</td><td>–</td><td>{html.escape(reason)}</td></tr>")
    return f"<div class=wide><table><tr><th></th><th></th><th>made in</th><th></th></tr>{''.join(rows)}</table></div>"


def compilation(result):
    if "compilation" not in result:
        return ""
    rows = "".join(f"<tr><th>{name}</th><td>{human(sorted(samples)[len(samples) // 2])}</td></tr>"
                   for name, samples in result["compilation"].items())
    return f"<h2>Compiling, in a warm JVM</h2><table>{rows}</table>"


STYLE = """
body { font: 15px/1.5 system-ui, sans-serif; max-width: 60em; margin: 2em auto; padding: 0 1em; color: #1f2937; }
svg { width: 100%; font: 12px system-ui, sans-serif; } .grid { stroke: #e5e7eb; }
.end { text-anchor: end; } .middle { text-anchor: middle; } .wide { overflow-x: auto; }
table { border-collapse: collapse; font-size: 13px; font-variant-numeric: tabular-nums; }
th { text-align: left; font-weight: 500; } td { text-align: right; } th, td { padding: 2px 10px 2px 0; }
.worse { color: #b91c1c; font-weight: 600; }
"""


def page(result):
    workloads = result["workloads"]
    facts = "".join(f"<tr><th>{html.escape(name)}</th><td style='text-align:left'>{html.escape(str(value))}</td></tr>"
                    for name, value in result["head"].items())
    parts = [f"<!DOCTYPE html><html lang=en><meta charset=utf-8><title>The matching engine beside others</title>"
             f"<style>{STYLE}</style><h1>The matching engine beside others</h1>"
             "<p>Time for one lookup: winner, end of the match and captures; half hits, half near misses. Native "
             f"engines in C loops, those in Java in JMH, all on one processor in one run.</p><table>{facts}</table>"]
    for shape, pattern in SHAPES.items():
        chosen = {name: measured for name, measured in workloads.items()
                  if name.startswith(shape) and not name.endswith("-distinct")}
        if len(chosen) > 1:
            parts.append(f"<h2>{shape}: <code>{html.escape(pattern)}</code></h2>{plot(shape, chosen)}")
    for name, measured in workloads.items():
        if name.endswith("-distinct") or name.startswith(("rest", "exploding")):
            parts.append(f"<h2>{name}</h2>{bars(measured)}")
    parts.append(f"<h2>All figures</h2>{table(workloads)}<h2>Ratios and limits</h2>{verdicts(result)}"
                 f"{compilation(result)}<h2>Native engines</h2>{setup(workloads)}")
    return "\n".join(parts) + "</html>\n"
