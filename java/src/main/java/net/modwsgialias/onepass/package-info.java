/** Programs of patterns whose path is never in doubt: they find a winner's groups without going back. */
package net.modwsgialias.onepass;
