package io.muster.agent.template;

import io.pebbletemplates.pebble.error.LoaderException;
import io.pebbletemplates.pebble.loader.Loader;
import java.io.Reader;
import java.io.StringReader;

/** Knows one template, so that none can be included from anywhere. */
record OnlyThis(String name, String source) implements Loader<String> {
  @Override
  public Reader getReader(String wanted) {
    if (!wanted.equals(name)) {
      throw new LoaderException(null, "no template " + wanted);
    }
    return new StringReader(source);
  }

  @Override
  public void setCharset(String charset) {}

  @Override
  public void setPrefix(String prefix) {}

  @Override
  public void setSuffix(String suffix) {}

  @Override
  public String resolveRelativePath(String relative, String anchor) {
    return relative;
  }

  @Override
  public String createCacheKey(String wanted) {
    return wanted;
  }

  @Override
  public boolean resourceExists(String wanted) {
    return wanted.equals(name);
  }
}
