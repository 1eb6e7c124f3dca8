/**
 * Errors and likely mistakes in a configuration: findings, each with a code, a cause and a cure. It looks at
 * the aliases as they are served, compiled by the server's own engine, and at the directives of other modules as httpd
 * has parsed them. docs/findings.md has a section for each code.
 */
package net.modwsgialias.lint;
