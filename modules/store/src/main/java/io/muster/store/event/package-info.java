/** The change feed until it is published: table {@code event}, which triggers and jobs fill. */
package io.muster.store.event;
