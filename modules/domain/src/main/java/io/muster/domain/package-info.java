/** Values and decisions. No clock, no I/O, no framework. */
package io.muster.domain;
