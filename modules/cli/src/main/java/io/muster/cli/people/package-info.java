/** {@code muster login}, {@code user}, {@code role} and {@code env}. */
package io.muster.cli.people;
