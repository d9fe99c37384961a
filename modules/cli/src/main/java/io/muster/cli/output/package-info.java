/**
 * What people and scripts see: tables, JSON, YAML, folded node names, and what a terminal can do.
 */
package io.muster.cli.output;
