/** Stored rows as messages of the contract. */
package io.muster.server.messages;
