/** What a node is called and belongs to. Pure values. */
package io.muster.domain.node;
