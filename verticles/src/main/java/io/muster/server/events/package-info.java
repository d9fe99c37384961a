/**
 * The change feed. Tables: {@code event}, which triggers and jobs fill and this empties. Addresses:
 * {@code muster.v1.Events}. Subjects: publishes {@code muster.events.>}, kept by the stream {@code
 * MUSTER_EVENTS}; hears {@code muster.beat.<node>} of nodes whose vitals are watched. Loops: {@code
 * events-publisher}, under a lease; one for each watcher.
 */
package io.muster.server.events;
