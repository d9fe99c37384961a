/** JSON as plain maps and lists: a parser and a writer on jackson-core, which start fast. */
package io.muster.cli.json;
