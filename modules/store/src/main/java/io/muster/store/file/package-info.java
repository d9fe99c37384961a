/**
 * Files: what content is stored, who refers to it, and what nobody refers to any more. The bytes
 * themselves lie in JetStream's object store, which this module does not see.
 */
package io.muster.store.file;
