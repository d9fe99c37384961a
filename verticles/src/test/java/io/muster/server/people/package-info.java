/** Users, roles and sessions through the real gateway, with the real verticles behind it. */
package io.muster.server.people;
