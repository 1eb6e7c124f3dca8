# No alias leads here. It is the file that /tenant-.. would run if a request could leave the tenants' directory.
from answer import answer, moment

LOADED = moment()


def application(environ, start_response):
    return answer(environ, start_response, LOADED)
