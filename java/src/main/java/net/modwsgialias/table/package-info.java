/**
 * The aliases of each server: which one takes a URL, and which file it makes of it.
 *
 * <p>Knows the rules of WSGIScriptAlias and WSGIScriptAliasMatch, and neither httpd nor the frame.
 */
package net.modwsgialias.table;
