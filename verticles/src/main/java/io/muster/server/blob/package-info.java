/**
 * Hands content to agents. No table of its own. Subject: {@code muster.blob.*}, as the queue group
 * {@code muster-blob}. Loops: none.
 */
package io.muster.server.blob;
