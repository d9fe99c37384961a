/**
 * What follows once a transaction on jobs is committed, the same for every verticle that changes
 * them.
 */
package io.muster.server.effects;
