/**
 * PEM as it is handed in: a key or a certificate is often kept in one line.
 *
 * @since 0.1.0
 */

/** A text kept in one line, as environments like it, has its line breaks spelled out. */
export const unescape = (pem: string): string => pem.replaceAll("\\r", "").replaceAll("\\n", "\n").trim()
