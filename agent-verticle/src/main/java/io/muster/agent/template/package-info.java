/**
 * Text rendered on the node from what is known of it. The library is loaded with the first template
 * only. A template sees values and nothing else: no files, no classes, no methods.
 */
package io.muster.agent.template;
