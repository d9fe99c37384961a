/** How machines become nodes: join tokens, enrolment, and the identities that were revoked. */
package io.muster.store.enrolment;
