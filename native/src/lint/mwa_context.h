/**
 * @file mwa_context.h
 * @brief What surrounds the aliases in the configuration, as one block of bytes for Java's lint.
 *
 * Twin of net.modwsgialias.lint.ContextReader; mwa_block.h tells what numbers and texts are:
 *
 *     context   = AP_REG_* flags, server count, directive count, server ..., directive ...
 *     server    = id of its table or -1, name, place
 *     directive = server, 1 if in a section, name, arguments, place
 *     place     = line, file; the main server's is empty
 *
 * Servers are numbered from the main server on, as httpd lists them.
 */
#ifndef MWA_CONTEXT_H
#define MWA_CONTEXT_H

#include "config/mwa_block.h"
#include "config/mwa_config.h"

/** Appends the context, from httpd's tree of directives. */
void mwa_context_write(mwa_block_t *block, const server_rec *main_server, const ap_directive_t *tree);

#endif /* MWA_CONTEXT_H */
