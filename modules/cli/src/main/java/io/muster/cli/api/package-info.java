/**
 * HTTP/1.1 over TLS by hand. Measured on JDK 25 with an AOT cache and one GET: plain {@code
 * SSLSocket} 0.32 s, {@code HttpsURLConnection} 0.47 s, {@code java.net.http} 0.65 s.
 */
package io.muster.cli.api;
