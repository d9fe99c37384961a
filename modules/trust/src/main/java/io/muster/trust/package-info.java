/** The CA, keys and tokens that the trust between control plane, agents and people hangs on. */
package io.muster.trust;
