/** People: accounts with their roles, sessions, environments, and the attempts to log in. */
package io.muster.store.people;
