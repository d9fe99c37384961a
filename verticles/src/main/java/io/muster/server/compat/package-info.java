/**
 * The routes of the systems that Muster succeeds, over the services that replace them. Tables:
 * none. Addresses: {@code muster.v1.Legacy}. Loops: none.
 */
package io.muster.server.compat;
