/** What runs Muster on one machine: the pieces that the standalone and the tests start. */
package io.muster.local;
