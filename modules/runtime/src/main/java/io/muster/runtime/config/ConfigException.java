package io.muster.runtime.config;

/**
 * A configuration that cannot be used. The message names file, line, key, value and remedy, one
 * problem a line.
 */
public final class ConfigException extends RuntimeException {
  public ConfigException(String message) {
    super(message);
  }
}
