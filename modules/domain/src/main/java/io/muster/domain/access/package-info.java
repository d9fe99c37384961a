/** Who may do what: roles and their permissions. */
package io.muster.domain.access;
