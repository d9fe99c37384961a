/** Who the agent is: its key, its credentials, how it gets them and keeps them fresh. */
package io.muster.agent.identity;
