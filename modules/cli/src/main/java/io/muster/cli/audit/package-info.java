/** The commands of the audit trail. */
package io.muster.cli.audit;
