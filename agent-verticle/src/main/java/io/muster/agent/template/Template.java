package io.muster.agent.template;

import io.pebbletemplates.pebble.PebbleEngine;
import io.pebbletemplates.pebble.error.AttributeNotFoundException;
import io.pebbletemplates.pebble.error.LoaderException;
import io.pebbletemplates.pebble.error.PebbleException;
import java.io.IOException;
import java.io.StringWriter;
import java.util.Locale;
import java.util.Map;

/** A text with places to fill in, in the language of Pebble. Nothing is escaped. */
public final class Template {
  private final String name;
  private final String source;

  /** {@code name} is for messages. */
  public Template(String name, String source) {
    this.name = name;
    this.source = source;
  }

  /**
   * Fills it in.
   *
   * @param values maps, lists, text, numbers and truth values; anything else shows as nothing but
   *     its text
   * @param most characters that may come of it
   * @throws TemplateException when a variable is missing, the template is wrong, or too much comes
   */
  public String render(Map<String, Object> values, int most) {
    StringWriter out = new StringWriter();
    try {
      engine(most).getTemplate(name).evaluate(out, values);
      return out.toString();
    } catch (AttributeNotFoundException e) {
      throw new TemplateException(
          at(e) + "there is no " + e.getAttributeName() + "; is it misspelt, or not set here?");
    } catch (LoaderException e) {
      throw new TemplateException(at(e) + "a template cannot read other files or templates");
    } catch (PebbleException e) {
      throw new TemplateException(at(e) + e.getPebbleMessage());
    } catch (StackOverflowError e) {
      throw new TemplateException(name + ": a macro calls itself without end");
    } catch (IOException | RuntimeException e) {
      throw new TemplateException(name + ": " + e);
    }
  }

  private PebbleEngine engine(int most) {
    return new PebbleEngine.Builder()
        .loader(new OnlyThis(name, source))
        .extension(new BoundedRange())
        .strictVariables(true)
        .autoEscaping(false)
        .newLineTrimming(false)
        .cacheActive(false)
        .templateCache(null)
        .tagCache(null)
        .defaultLocale(Locale.ROOT)
        .maxRenderedSize(most)
        .methodAccessValidator((object, method) -> false)
        .build();
  }

  private String at(PebbleException e) {
    return name + (e.getLineNumber() == null ? ": " : " line " + e.getLineNumber() + ": ");
  }
}
