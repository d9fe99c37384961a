package io.muster.runtime.config;

import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;

/**
 * The values that a numeric, duration (milliseconds) or size (bytes) setting may take, both ends
 * included.
 */
@Retention(RetentionPolicy.RUNTIME)
public @interface Range {
  long min();

  long max() default Long.MAX_VALUE;
}
