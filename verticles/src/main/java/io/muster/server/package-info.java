/** One control-plane node: its configuration, its parts, and the verticles that it runs. */
package io.muster.server;
