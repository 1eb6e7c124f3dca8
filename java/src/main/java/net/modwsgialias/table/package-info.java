/**
 * The aliases of each server: which one takes a URL, and which file results.
 *
 * <p>What is compiled together is an {@link net.modwsgialias.table.AliasTables}. A small change of aliases is one too,
 * of what it adds, and with the tables before it makes a {@link net.modwsgialias.table.PatchedTables}.
 *
 * <p>Implements the rules of WSGIScriptAlias and WSGIScriptAliasMatch. Uses neither httpd nor the frame.
 */
package net.modwsgialias.table;
