/** Processes of this machine: starting them, knowing them again, ending them and no other. */
package io.muster.local.process;
