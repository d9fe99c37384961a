/** The control plane's REST API, as tests and benchmarks call it. */
package io.muster.cluster.api;
