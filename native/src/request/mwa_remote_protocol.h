/**
 * @file mwa_remote_protocol.h
 * @brief What the process at the other end is told of a request, when mod_proxy has chosen a worker.
 */
#ifndef MWA_REMOTE_PROTOCOL_H
#define MWA_REMOTE_PROTOCOL_H

#include "core/mwa_hot.h"
#include "request/mwa_effective.h"
#include "request/mwa_request.h"

/** In pre_config: hooks into mod_proxy, if it is loaded. Nothing of it is linked to. */
void mwa_remote_protocol_register(void);

/** Once, with the hooks: those for a group by SCGI, and a filter for its answers. */
void mwa_remote_protocol_hook(void);

/** Before the first request: prepares what each request of HTTP gets. Only if mod_proxy is loaded. */
void mwa_remote_protocol_prepare(apr_pool_t *p);

/** The identifier by which uWSGI keeps the application of a request apart from others. */
MWA_HOT const char *mwa_remote_application_id(apr_pool_t *p, const mwa_effective_t *effective, const char *script);

#endif /* MWA_REMOTE_PROTOCOL_H */
