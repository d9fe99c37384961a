/** What this machine has of what Muster wants, and how to get the rest. */
package io.muster.local.doctor;
