/**
 * The aliases of each server: which one takes a URL, and which file results.
 *
 * <p>Implements the rules of WSGIScriptAlias and WSGIScriptAliasMatch. Uses neither httpd nor the frame.
 */
package net.modwsgialias.table;
