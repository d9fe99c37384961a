/** One task on one node: its states, what can happen to it, what follows. Pure. */
package io.muster.domain.task;
