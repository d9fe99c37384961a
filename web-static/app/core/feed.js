import { effect, signal } from "../ui.js";
import { stream } from "./api.js";
import { heard } from "./connection.js";
import { identity } from "./session.js";

/**
 * The change feed: one stream for the whole page. Stores say what they want to hear; what they keep is right again after
 * every `gap`.
 * @typedef {{id: string, at: string, subject: string, object: string, nodeId?: string, revision?: string,
 *   node?: any, job?: any, task?: any, rollout?: any, config?: any, file?: any, audit?: any}} FeedEvent
 */

/** Whether changes come by themselves. While they do not, stores look now and then. */
export const live = signal(false);

/** The newest events, the newest first, for people to read. */
export const recent = signal(/** @type {FeedEvent[]} */ ([]));
const KEPT = 200;

/** @type {Map<string, Set<(event: FeedEvent) => void>>} */
const listeners = new Map();
/** @type {Set<() => void>} */
const onGap = new Set();

/** @param {string} kind such as `node` @param {(event: FeedEvent) => void} hear @returns {() => void} */
export function listen(kind, hear) {
  const set = listeners.get(kind) ?? new Set();
  listeners.set(kind, set.add(hear));
  return () => void set.delete(hear);
}

/** Events are missing: what is kept may be wrong. @param {() => void} hear */
export const whenBroken = (hear) => void onGap.add(hear);

/** @param {FeedEvent[]} events */
function spread(events) {
  heard();
  const told = [];
  for (const event of events) {
    const kind = event.subject.slice(0, event.subject.indexOf("."));
    if (kind === "feed") {
      if (event.subject === "feed.gap") onGap.forEach((hear) => hear());
      continue;
    }
    listeners.get(kind)?.forEach((hear) => hear(event));
    if (kind !== "task") told.push(event);
  }
  if (told.length) recent.value = [...told.reverse(), ...recent.peek()].slice(0, KEPT);
}

async function run(/** @type {AbortSignal} */ signal) {
  let opened = false;
  try {
    await stream("/events", {
      forever: true,
      signal,
      items: spread,
      state: (state) => {
        live.value = state === "open";
        // what happened between a store's first look and this is not told
        if (live.value && !opened) onGap.forEach((hear) => hear());
        opened ||= live.value;
      },
    });
  } catch {
    // This server has no feed, or not for this user: stores go on looking.
  } finally {
    live.value = false;
  }
}

/** @type {AbortController | null} */
let running = null;
effect(() => {
  const name = identity.value?.name;
  running?.abort();
  running = name ? new AbortController() : null;
  if (running) void run(running.signal);
});
