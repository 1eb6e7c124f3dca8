"""Answers with what it sees: one name and value a line, values percent-encoded."""

import os
import time
from urllib.parse import quote

SEEN = {
    'script_filename': 'SCRIPT_FILENAME',
    'SN': 'SCRIPT_NAME',
    'PI': 'PATH_INFO',
    'translated': 'PATH_TRANSLATED',
    'pg': 'mod_wsgi.process_group',
    'ag': 'mod_wsgi.application_group',
    'callable': 'mod_wsgi.callable_object',
    'auth': 'HTTP_AUTHORIZATION',
    'uri': 'REQUEST_URI',
    'query': 'QUERY_STRING',
    'redirected': 'REDIRECT_URL',
}
HARMLESS = '/:=_.~|-'


def seen(environ):
    return [(name, quote(environ[key].encode('latin-1'), HARMLESS)) for name, key in SEEN.items() if key in environ]


def answer(ran, environ, start_response):
    query = environ.get('QUERY_STRING', '')
    if query.startswith('sleep='):
        time.sleep(float(query[6:]))
    fields = [('script', quote(os.fsencode(__file__), HARMLESS)), ('ran', ran)] + seen(environ)
    body = ''.join('%s\t%s\n' % field for field in fields).encode('ascii')
    start_response('200 OK', [('Content-Type', 'text/plain'), ('Content-Length', str(len(body))),
                              ('X-Probe', '1'), ('X-Pid', str(os.getpid()))])
    if query.startswith('until='):
        return held(body, os.path.join(os.path.dirname(__file__), query[6:]))
    return [body]


def held(body, file):
    """Begins, which the client sees, and ends as soon as a file is there."""
    yield body[:1]
    while not os.path.exists(file):
        time.sleep(0.05)
    yield body[1:]


def named(name):
    return lambda environ, start_response: answer(name, environ, start_response)


# The generator tells the aliases of a table apart by their callables.
for _name in ['application', 'other'] + ['a%d' % i for i in range(40)]:
    globals()[_name] = named(_name)
