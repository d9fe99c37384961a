import { signal } from "../ui.js";
import { get, request, stream } from "../core/api.js";
import { listen } from "../core/feed.js";
import { Problem } from "../core/problem.js";
import { keyed, Resource } from "./resource.js";

/**
 * @typedef {{seq: string, at: string, event: string, method?: string, caller?: string, address?: string, face?: string, userAgent?: string,
 *   requestJson?: string, object?: string, targetCount?: number, targetHash?: string, outcome: string, message?: string, duration?: string,
 *   traceId?: string, count?: number, hash?: string, outcomeSeq?: string}} Entry
 * @typedef {{since?: string, until?: string, user?: string, event?: string, outcome?: string, object?: string, text?: string, traceId?: string}} Filter
 *   `since` and `until` are times, or how long ago: `24h`
 * @typedef {{rows?: string, firstSeq?: string, lastSeq?: string, heads?: number, headsUnsigned?: number, done?: boolean, ok?: boolean,
 *   brokenSeq?: string, how?: string, message?: string}} Verification
 */

const PAGE = 200;
const UNITS = /** @type {Record<string, number>} */ ({ m: 60_000, h: 3_600_000, d: 86_400_000 });

/** A time of RFC 3339. @param {string | undefined} text a time, or how long ago: `30m`, `24h`, `7d` */
export function timeOf(text) {
  const ago = /^(\d+)([mhd])$/.exec(text ?? "");
  if (ago) return new Date(Date.now() - Number(ago[1]) * UNITS[ago[2]]).toISOString();
  const at = Date.parse(text ?? "");
  return Number.isNaN(at) ? undefined : new Date(at).toISOString();
}

/** @param {Filter} filter */
const queryOf = (filter) => ({ ...filter, since: timeOf(filter.since), until: timeOf(filter.until) });

/** How many came since the list was looked at last. */
export const arrived = signal(0);
listen("audit", () => (arrived.value += 1));

const lists = keyed((key) => new Resource(async (abort) => {
  arrived.value = 0;
  const page = await get("/audit", { ...queryOf(JSON.parse(key)), pageSize: PAGE }, abort);
  return { entries: /** @type {Entry[]} */ (page.entries ?? []), more: /** @type {string} */ (page.nextPageToken ?? "") };
}, 0), 10);
/** The newest first. It changes only when it is told to: nothing moves under the pointer. @param {Filter} filter */
export const auditList = (filter) => lists.get(JSON.stringify(filter));

/** Older ones. @param {Filter} filter */
export async function moreAudit(filter) {
  const resource = auditList(filter);
  const known = resource.data.peek();
  if (!known?.more) return;
  const page = await get("/audit", { ...queryOf(filter), pageSize: PAGE, pageToken: known.more });
  resource.put({ entries: [...known.entries, ...(page.entries ?? [])], more: page.nextPageToken ?? "" });
}

const one_ = keyed((seq) => new Resource(async (abort) => /** @type {Entry} */ (await get(`/audit/${encodeURIComponent(seq)}`, undefined, abort)), 0), 100);
/** @param {string} seq */
export const auditEntry = (seq) => one_.get(seq);

/** How far the check of the chain is; null: none was asked for. */
export const verification = signal(/** @type {{running: boolean, last: Verification | null, problem: Problem | null} | null} */ (null));
/** @type {AbortController | null} */
let verifying = null;

/** Computes the whole chain again. */
export async function verify() {
  verifying?.abort();
  const mine = new AbortController();
  verifying = mine;
  verification.value = { running: true, last: null, problem: null };
  try {
    await stream("/audit:verify", {
      signal: mine.signal,
      items: (items) => (verification.value = { running: true, last: items[items.length - 1], problem: null }),
    });
    if (!mine.signal.aborted) verification.value = { running: false, last: verification.peek()?.last ?? null, problem: null };
  } catch (error) {
    if (!mine.signal.aborted) verification.value = { running: false, last: verification.peek()?.last ?? null, problem: Problem.from(error) };
  }
}

export function closeVerification() {
  verifying?.abort();
  verification.value = null;
}

/** The rows of the chain, one JSON object a line. @param {Filter} filter its times @returns {Promise<Blob>} */
export async function exportAudit({ since, until }) {
  const response = await request("GET", "/audit:export", { query: { since: timeOf(since), until: timeOf(until) }, accept: "application/x-ndjson", limit: Infinity });
  return response.blob();
}
