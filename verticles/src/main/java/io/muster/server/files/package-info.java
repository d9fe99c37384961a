/**
 * Files as people see them. Tables: {@code file}, {@code artifact}, {@code artifact_chunk}, {@code
 * chunk}, {@code loose_object}, {@code upload}, {@code upload_chunk}; {@code file_job} is written
 * by the jobs' ledger. Addresses: the service {@code muster.v1.Files} but for {@code Upload}, which
 * the gateway makes of others. Loops: {@code bucket}, {@code files-collect}.
 */
package io.muster.server.files;
