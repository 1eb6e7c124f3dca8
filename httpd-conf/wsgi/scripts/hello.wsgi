from answer import answer, moment

LOADED = moment()


def application(environ, start_response):
    return answer(environ, start_response, LOADED)
