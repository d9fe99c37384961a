/**
 * What makes something so on a node: the interface that plug-ins implement, and what turns a task
 * into observing, then showing what would change or applying it.
 */
package io.muster.agent.resource;
