/**
 * Configuration files in layers, bound to records; every problem is named by file, line and key.
 */
package io.muster.runtime.config;
