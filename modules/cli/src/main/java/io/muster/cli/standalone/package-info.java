/**
 * Commands that work on this machine rather than through the control plane's API: {@code up},
 * {@code down}, {@code status}, {@code doctor}, {@code test}, {@code server} and {@code agent}.
 */
package io.muster.cli.standalone;
