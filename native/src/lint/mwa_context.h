/**
 * @file mwa_context.h
 * @brief What surrounds the aliases in the configuration, as one block of bytes for Java's lint.
 *
 * Twin of net.modwsgialias.lint.ContextReader; mwa_block.h tells what numbers and texts are:
 *
 *     context   = AP_REG_* flags, server root, sockets, Python, server count, directive count, server ...,
 *                 directive ...
 *     server    = id of its table or -1, name, place, addresses
 *     directive = server, sections, name, arguments, place
 *     place     = line, file; the main server's is empty
 *
 * Sockets are what the names of daemon processes' sockets begin with by default. The text is empty if this process has
 * not the rights of httpd's children, and so cannot tell whether they reach them. Python is the version that mod_wsgi
 * was built for, such as "3.11", or empty. Addresses are those of a virtual host, such as "*:443 192.0.2.1:443".
 * Sections are those that the directive stands in below its server, such as
 * "<Location /a>", separated by newlines, the outermost first.
 *
 * Servers are numbered from the main server on, in the order of the configuration (mwa_servers.h).
 */
#ifndef MWA_CONTEXT_H
#define MWA_CONTEXT_H

#include "config/mwa_block.h"
#include "config/mwa_config.h"

/** Appends the context, from httpd's tree of directives. */
void mwa_context_write(mwa_block_t *block, server_rec *main_server, const ap_directive_t *tree);

#endif /* MWA_CONTEXT_H */
