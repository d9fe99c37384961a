package io.muster.cli;

import picocli.CommandLine.IVersionProvider;

/** What {@code muster version} and {@code --version} print. */
public final class Version implements IVersionProvider {
  @Override
  public String[] getVersion() {
    return new String[] {"muster " + text()};
  }

  /** The version in the jar's manifest; {@code development} when it runs from classes. */
  public static String text() {
    String version = Version.class.getPackage().getImplementationVersion();
    return version == null ? "development" : version;
  }
}
