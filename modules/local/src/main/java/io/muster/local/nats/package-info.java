/** nats-server as a child process: found on the machine or installed from its packages. */
package io.muster.local.nats;
