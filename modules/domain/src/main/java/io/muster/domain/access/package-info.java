/** Roles and what they may do. */
package io.muster.domain.access;
