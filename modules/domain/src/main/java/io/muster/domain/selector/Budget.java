package io.muster.domain.selector;

/** How long an evaluation may go on. Asked from several threads, every few hundred nodes. */
@FunctionalInterface
public interface Budget {
  /** No limit. */
  Budget UNLIMITED = () -> false;

  /** True once the evaluation is to give up. */
  boolean spent();
}
