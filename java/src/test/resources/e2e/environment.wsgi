"""Answers with all that it sees: a name and a value a line, both percent-encoded."""

from urllib.parse import quote


def application(environ, start_response):
    lines = []
    for name, value in sorted(environ.items()):
        if isinstance(value, (str, bool, int)):
            lines.append('%s\t%s\n' % (quote(name), quote(str(value), encoding='latin-1')))
    start_response('200 OK', [('Content-Type', 'text/plain'), ('X-Probe', '1')])
    return [''.join(lines).encode('ascii')]
