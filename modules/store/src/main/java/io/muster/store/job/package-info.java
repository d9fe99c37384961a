/** Jobs, tasks and their events. */
package io.muster.store.job;
