import { breathe } from "./clock.js";
import { Problem } from "./problem.js";

/**
 * The only file that talks to the server. Calls carry the session's token, answers that say no are {@link Problem}s, and
 * streams go on after the last number they saw.
 * @typedef {Record<string, string | number | boolean | undefined>} Query
 */

const BASE = "/api/v1";
const CALL_LIMIT = 30_000;
const SILENCE_LIMIT = 40_000; // a live stream says something every 15 s
const SLICE = 8; // ms of work on a stream's items at once
const BACKOFF_FIRST = 500;
const BACKOFF_MOST = 15_000;

/** Set by the session: where a token comes from, and how to get another. */
export const credentials = {
  token: () => "",
  /** @type {() => Promise<boolean>} */
  renew: async () => false,
  refused: () => {},
};

/** @param {string} path @param {Query} [query] */
export function address(path, query) {
  const params = new URLSearchParams();
  for (const [key, value] of Object.entries(query ?? {})) {
    if (value !== undefined && value !== "" && value !== false) params.set(key, String(value));
  }
  const text = params.toString();
  return BASE + path + (text ? `?${text}` : "");
}

/**
 * @param {string} method @param {string} path below /api/v1
 * @param {{query?: Query, body?: unknown, signal?: AbortSignal, key?: string, bare?: boolean, renewing?: boolean,
 *   accept?: string, limit?: number}} [how] `key` makes a call that makes something safe to repeat; `bare` leaves out the token;
 *   `renewing` is the call that gets a new one
 * @returns {Promise<Response>}
 */
export async function request(method, path, how = {}) {
  const response = await once(method, path, how);
  if (response.ok) return response;
  if (response.status === 401 && !how.bare && !how.renewing) {
    if (await credentials.renew()) {
      const again = await once(method, path, how);
      if (again.ok) return again;
      if (again.status !== 401) throw await Problem.of(again);
    }
    credentials.refused();
  }
  throw await Problem.of(response);
}

/** @param {string} method @param {string} path @param {Parameters<typeof request>[2]} how */
async function once(method, path, how = {}) {
  /** @type {Record<string, string>} */
  const headers = { accept: how.accept ?? "application/json" };
  if (!how.bare) headers.authorization = `Bearer ${credentials.token()}`;
  /** @type {BodyInit | undefined} */
  let body;
  if (how.body instanceof Blob) {
    body = how.body;
    headers["content-type"] = "application/octet-stream";
  } else if (how.body !== undefined) {
    body = JSON.stringify(how.body);
    headers["content-type"] = "application/json";
  }
  if (how.key) headers["idempotency-key"] = how.key;
  const signals = how.signal ? [how.signal] : [];
  if (how.limit !== Infinity) signals.push(AbortSignal.timeout(how.limit ?? CALL_LIMIT));
  try {
    return await fetch(address(path, how.query), { method, headers, body, signal: AbortSignal.any(signals), credentials: "same-origin" });
  } catch (error) {
    if (how.signal?.aborted) throw error;
    throw Problem.from(error);
  }
}

/** @param {string} path @param {Query} [query] @param {AbortSignal} [signal] @returns {Promise<any>} */
export const get = async (path, query, signal) => (await request("GET", path, { query, signal })).json();

/** @param {string} path @param {unknown} [body] @param {{key?: string, signal?: AbortSignal, bare?: boolean, renewing?: boolean}} [how] @returns {Promise<any>} */
export const post = async (path, body = {}, how = {}) => (await request("POST", path, { body, ...how })).json();

/** @param {string} path @param {unknown} body @returns {Promise<any>} */
export const change = async (path, body) => (await request("PATCH", path, { body })).json();

/** @param {string} path @param {Query} [query] @returns {Promise<any>} */
export const remove = async (path, query) => (await request("DELETE", path, { query })).json();

/** A new key for a call that must not happen twice. */
export const newKey = () => crypto.randomUUID();

/** How long to wait before the attempt-th try: full jitter, so that thousands do not come back at once. @param {number} attempt */
export const backoff = (attempt) => Math.random() * Math.min(BACKOFF_MOST, BACKOFF_FIRST * 2 ** attempt);

/**
 * Reads a stream to its end, whatever is cut meanwhile: it goes on after the last item that came. Items are given in
 * bundles, and between bundles the page may draw.
 * @param {string} path
 * @param {{query?: Query, after?: number | string, forever?: boolean, signal: AbortSignal,
 *   items: (bundle: any[]) => void, state?: (state: "open" | "lost", problem?: Problem) => void}} how
 *   `forever`: an end is a cut
 * @returns {Promise<void>} ends when the stream does; fails with a problem that trying again does not mend
 */
export async function stream(path, how) {
  let after = how.after ?? 0;
  for (let attempt = 0; !how.signal.aborted; attempt += 1) {
    try {
      const ended = await readOnce(path, how, after, (seen) => {
        after = seen;
        attempt = 0;
      });
      if (ended && !how.forever) return;
      how.state?.("lost");
    } catch (error) {
      if (how.signal.aborted) return;
      const problem = Problem.from(error);
      if (!problem.passing && problem.status !== 500) throw problem;
      how.state?.("lost", problem);
      if (problem.retryAfter) await wait(problem.retryAfter, how.signal);
    }
    await wait(backoff(attempt), how.signal);
  }
}

/** @param {string} path @param {Parameters<typeof stream>[1]} how @param {number | string} after @param {(mark: number | string) => void} seen */
async function readOnce(path, how, after, seen) {
  const cut = new AbortController();
  let silence = setTimeout(() => cut.abort(), SILENCE_LIMIT);
  const signal = AbortSignal.any([how.signal, cut.signal]);
  try {
    const response = await request("GET", path, {
      query: { ...how.query, after: after || undefined },
      accept: "application/x-ndjson",
      limit: Infinity,
      signal,
    });
    how.state?.("open");
    const reader = /** @type {ReadableStream<Uint8Array>} */ (response.body).getReader();
    const decoder = new TextDecoder();
    let rest = "";
    for (;;) {
      const { done, value } = await reader.read();
      clearTimeout(silence);
      if (done) return true;
      silence = setTimeout(() => cut.abort(), SILENCE_LIMIT);
      const lines = (rest + decoder.decode(value, { stream: true })).split("\n");
      rest = /** @type {string} */ (lines.pop());
      await give(lines, how, seen);
    }
  } catch (error) {
    if (cut.signal.aborted) throw new Problem(0, { detail: "silence" });
    throw error;
  } finally {
    clearTimeout(silence);
    cut.abort();
  }
}

/** @param {string[]} lines @param {Parameters<typeof stream>[1]} how @param {(seq: number | string) => void} seen */
async function give(lines, how, seen) {
  let bundle = [];
  let began = performance.now();
  for (const line of lines) {
    if (!line) continue; // a sign of life
    const item = JSON.parse(line);
    if (item.error) throw new Problem(item.error.status ?? 500, item.error);
    bundle.push(item);
    if (performance.now() - began > SLICE) {
      how.items(bundle);
      seen(last(bundle));
      bundle = [];
      await breathe();
      if (how.signal.aborted) return;
      began = performance.now();
    }
  }
  if (bundle.length) {
    how.items(bundle);
    seen(last(bundle));
  }
}

/** Where to go on: events of the change feed have an `id`, those of jobs and rollouts a `seq`. @param {any[]} bundle */
const last = (bundle) => bundle[bundle.length - 1].seq ?? bundle[bundle.length - 1].id ?? 0;

/** @param {number} ms @param {AbortSignal} signal @returns {Promise<void>} */
export function wait(ms, signal) {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener("abort", () => (clearTimeout(timer), resolve()), { once: true });
  });
}
