/**
 * Configuration documents: whom they are for, in what order they lie over one another, what comes
 * of them, and how two of them differ. Contents are nested maps with string keys, lists, strings,
 * booleans, {@link Long}, {@link Double} and null.
 */
package io.muster.domain.config;
