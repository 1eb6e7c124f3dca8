"""What all scripts of the demo answer: how they were reached and where they run."""

import os

try:
    import mod_wsgi
except ImportError:  # a uWSGI runs the script
    mod_wsgi = None

DIRECTORY = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))


def moment():
    """Called as a script is loaded: is a request waiting for it, or is its process just starting?"""
    return "at start" if mod_wsgi and not mod_wsgi.active_requests else "by a request"


def answer(environ, start_response, loaded):
    """One line for each thing seen, as 'name: value'."""
    seen = [
        ("script", os.path.relpath(environ["SCRIPT_FILENAME"], DIRECTORY)),
        ("SCRIPT_NAME", environ["SCRIPT_NAME"]),
        ("PATH_INFO", environ["PATH_INFO"]),
        ("process group", environ["mod_wsgi.process_group"] or "%{GLOBAL}"),
        ("application group", environ["mod_wsgi.application_group"] or "%{GLOBAL}"),
        ("callable", environ["mod_wsgi.callable_object"]),
        ("loaded", loaded),
        ("host", os.environ.get("DEMO_HOST", "")),
        ("authorization", "seen" if "HTTP_AUTHORIZATION" in environ else "not seen"),
    ]
    # WSGI hands bytes over as Latin-1 text.
    body = "".join(f"{name}: {value}\n" for name, value in seen).encode("latin-1")
    start_response("200 OK", [("Content-Type", "text/plain; charset=utf-8"), ("Content-Length", str(len(body)))])
    return [body]
