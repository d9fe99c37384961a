/** The one contract: API services, subjects, codes. Depends on protobuf and nothing else. */
package io.muster.protocol;
