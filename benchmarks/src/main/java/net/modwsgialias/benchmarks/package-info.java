/**
 * What deciding an alias costs, measured with JMH beside other regular-expression engines. Begin with
 * {@link net.modwsgialias.benchmarks.WarmLookup}; {@code benchmarks/README.md} says how it is all run.
 */
package net.modwsgialias.benchmarks;
