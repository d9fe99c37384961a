/** Who may do what: roles, their permissions, and the form of API tokens. */
package io.muster.domain.access;
