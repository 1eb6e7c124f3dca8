/** Real httpds, clients and configurations for the end-to-end tests of the packages beside this one. */
package net.modwsgialias.e2e.harness;
