/**
 * Something that a call was refused with, or that kept it from arriving (status 0).
 * See RFC 9457; `traceId` finds it in the server's logs.
 */
export class Problem extends Error {
  /**
   * @param {number} status
   * @param {{code?: string, title?: string, detail?: string, traceId?: string,
   *   violations?: {field: string, message: string}[]}} document
   * @param {number} [retryAfter] in ms
   */
  constructor(status, document, retryAfter = 0) {
    super(document.detail || document.title || `HTTP ${status}`);
    this.status = status;
    this.code = document.code ?? (status === 0 ? "UNREACHABLE" : "INTERNAL");
    this.title = document.title ?? "";
    this.traceId = document.traceId ?? "";
    this.violations = document.violations ?? [];
    this.retryAfter = retryAfter;
  }

  /** Whether the same call may work later. */
  get passing() {
    return this.status === 0 || this.status === 429 || this.status >= 502;
  }

  /** @param {Response} response */
  static async of(response) {
    const retry = Number(response.headers.get("retry-after") ?? 0) * 1000;
    const traceId = response.headers.get("x-trace-id") ?? "";
    try {
      return new Problem(response.status, { traceId, ...(await response.json()) }, retry);
    } catch {
      return new Problem(response.status, { title: response.statusText || `HTTP ${response.status}`, traceId }, retry);
    }
  }

  /** @param {unknown} error */
  static from(error) {
    if (error instanceof Problem) return error;
    const text = error instanceof Error ? error.message : String(error);
    return new Problem(0, { detail: text });
  }
}
