/** Configuration of components: the commands {@code muster config …}. */
package io.muster.cli.config;
