package io.muster.cli.output;

/** The forms of output that every command knows. */
public enum Format {
  /** For people. */
  table,
  json,
  yaml
}
