import { computed, signal, useEffect } from "../ui.js";
import { breathe } from "../core/clock.js";
import { change, get, post, remove, stream } from "../core/api.js";
import { listen, live, whenBroken } from "../core/feed.js";
import { Problem } from "../core/problem.js";
import { instant } from "../core/i18n.js";
import { Collection } from "./collection.js";
import { keyed, Resource } from "./resource.js";

/**
 * The machines of the fleet, all of them: a map of ten thousand needs them anyway.
 * @typedef {{id: string, name: string, labels: Record<string, string>, groups: string[], status: string,
 *   cordoned: boolean, cordonReason?: string, agentVersion?: string, enrolledAt?: string, lastSeenAt?: string,
 *   facts?: Record<string, any>}} Node
 * @typedef {{at: number, cpu: number, load: number, memory: number, memoryTotal: number, disk: number, diskTotal: number,
 *   received: number, sent: number}} Vital
 */

const PAGE = 2_000;
const POLL = 5_000;
const GATHER = 150;
const AT_ONCE = 200;

const order = new Intl.Collator("en", { numeric: true });

/** @type {Collection<Node>} */
export const nodes = new Collection((a, b) => order.compare(a.id, b.id));

/** `loading` until the first look is complete. */
export const nodesState = signal(/** @type {{loaded: boolean, error: Problem | null, at: number}} */ ({ loaded: false, error: null, at: 0 }));

/** One word for what a node is like: `online`, `offline`, `new` or `cordoned`. @param {Node} node */
export const nodeState = (node) => (node.cordoned && node.status === "online" ? "cordoned" : node.status);

/** How many nodes are in each state. */
export const nodeCounts = computed(() => {
  /** @type {Record<string, number>} */
  const counts = { online: 0, offline: 0, new: 0, cordoned: 0 };
  for (const node of nodes.list()) counts[nodeState(node)] = (counts[nodeState(node)] ?? 0) + 1;
  return counts;
});

/** @param {any} node of the API @returns {Node} */
function read(node) {
  return { ...node, name: node.name || node.id, labels: node.labels ?? {}, groups: node.groups ?? [], cordoned: !!node.cordoned, status: node.status ?? "new" };
}

/** @param {Node} node */
function keep(node) {
  const { facts, ...rest } = node;
  nodes.put(node.id, rest);
  if (facts) facts_.get(node.id).put(facts);
}

let users = 0;
/** @type {ReturnType<typeof setTimeout> | undefined} */
let timer;
/** @type {AbortController | null} */
let loading = null;

async function load() {
  clearTimeout(timer);
  loading?.abort();
  const mine = new AbortController();
  loading = mine;
  try {
    const seen = new Set();
    let pageToken;
    do {
      const page = await get("/nodes", { pageSize: PAGE, pageToken }, mine.signal);
      for (const node of page.nodes ?? []) {
        seen.add(node.id);
        nodes.put(node.id, read(node));
      }
      pageToken = page.nextPageToken;
      await breathe();
    } while (pageToken);
    for (const id of nodes.map.keys()) if (!seen.has(id)) nodes.drop(id);
    nodesState.value = { loaded: true, error: null, at: Date.now() };
  } catch (error) {
    if (mine.signal.aborted) return;
    nodesState.value = { ...nodesState.peek(), error: Problem.from(error) };
  }
  if (loading === mine) loading = null;
  next();
}

// With the feed a look now and then is enough; without it this is how changes are seen.
function next() {
  clearTimeout(timer);
  if (users) timer = setTimeout(() => (document.hidden ? next() : void load()), live.peek() ? 60_000 : POLL);
}

/** Keeps the nodes up to date for as long as a component is shown. */
export function useNodes() {
  useEffect(() => {
    users += 1;
    if (users === 1) void load();
    return () => {
      users -= 1;
      if (!users) clearTimeout(timer);
    };
  }, []);
  return nodesState.value;
}

/** @type {Set<string>} */
const stale = new Set();
let gathering = false;

/** Looks at some nodes again, soon and together. @param {string} id */
function look(id) {
  stale.add(id);
  if (gathering) return;
  gathering = true;
  setTimeout(async () => {
    gathering = false;
    const ids = [...stale].slice(0, AT_ONCE);
    ids.forEach((one) => stale.delete(one));
    if (stale.size) look(/** @type {string} */ (stale.values().next().value));
    try {
      const page = await get("/nodes", { target: ids.join(","), pageSize: ids.length });
      for (const node of page.nodes ?? []) keep(read(node));
    } catch {
      // the next look at all of them mends it
    }
  }, GATHER);
}

listen("node", (event) => {
  const body = event.node ?? {};
  const known = nodes.map.get(event.object);
  if (event.subject === "node.removed") {
    nodes.drop(event.object);
    return;
  }
  if (known && !(body.changed ?? []).length) {
    nodes.put(event.object, { ...known, status: body.status ?? known.status, cordoned: !!body.cordoned, lastSeenAt: event.at });
  } else {
    look(event.object);
  }
  if ((body.changed ?? []).includes("facts")) facts_.peek(event.object)?.invalidate();
});
whenBroken(() => void (users && load()));

const facts_ = keyed((id) => new Resource(async (signal) => (await getNode(id, signal)).facts ?? {}), 2_000);

/** What the agent found out about its machine. @param {string} id @returns {Resource<Record<string, any>>} */
export const nodeFacts = (id) => facts_.get(id);

/** @param {string} id @param {AbortSignal} [signal] @returns {Promise<Node>} */
async function getNode(id, signal) {
  const node = read(await get(`/nodes/${encodeURIComponent(id)}`, undefined, signal));
  const { facts: _, ...rest } = node;
  nodes.put(id, rest);
  return node;
}

/** Fetches the facts of some nodes together, those that are not known yet. @param {string[]} ids */
export async function loadFacts(ids) {
  const missing = ids.filter((id) => !facts_.get(id).at.peek()).slice(0, AT_ONCE);
  if (!missing.length) return;
  const page = await get("/nodes", { target: missing.join(","), pageSize: missing.length, facts: true });
  for (const node of page.nodes ?? []) facts_.get(node.id).put(node.facts ?? {});
}

const why_ = keyed((id) => new Resource(async (signal) => get(`/nodes/${encodeURIComponent(id)}/why`, undefined, signal), 10_000));
/** Why a node is not as it should be. @param {string} id */
export const nodeWhy = (id) => why_.get(id);

/** @param {any} sample @returns {Vital} */
const vital = (sample) => ({
  at: instant(sample.at),
  cpu: sample.cpuBusy ?? 0,
  load: sample.load1 ?? 0,
  memory: Number(sample.memoryUsed ?? 0),
  memoryTotal: Number(sample.memoryTotal ?? 0),
  disk: Number(sample.diskUsed ?? 0),
  diskTotal: Number(sample.diskTotal ?? 0),
  received: Number(sample.netReceived ?? 0),
  sent: Number(sample.netSent ?? 0),
});

const vitals_ = keyed((id) => new Resource(async (signal) => {
  const answer = await get(`/nodes/${encodeURIComponent(id)}/vitals`, undefined, signal);
  return /** @type {Vital[]} */ ((answer.samples ?? []).map(vital));
}, 60_000));
/** What a node measured of itself in the last hour. @param {string} id */
export const nodeVitals = (id) => vitals_.get(id);

/** Has a node measure itself for as long as a component is shown, and adds what it says. @param {string} id */
export function useLiveVitals(id) {
  useEffect(() => {
    const closing = new AbortController();
    const resource = vitals_.get(id);
    const hear = (/** @type {any[]} */ events) => {
      const fresh = events.filter((event) => event.vitals).map((event) => vital({ at: event.at, ...event.vitals }));
      const last = resource.data.peek()?.at(-1)?.at ?? 0;
      const newer = fresh.filter((sample) => sample.at > last);
      if (newer.length) resource.put([...(resource.data.peek() ?? []), ...newer].slice(-600));
    };
    stream("/events", { query: { subjects: "node.vitals", nodeIds: id }, forever: true, signal: closing.signal, items: hear }).catch(() => {});
    return () => closing.abort();
  }, [id]);
}

/** @param {Promise<any>} call */
async function changed(call) {
  const node = read(await call);
  keep(node);
  return node;
}

/** @param {string} id @param {string} reason */
export const cordon = (id, reason) => changed(post(`/nodes/${encodeURIComponent(id)}/cordon`, { reason }));
/** @param {string} id */
export const uncordon = (id) => changed(post(`/nodes/${encodeURIComponent(id)}/uncordon`));
/** @param {string} id @param {Record<string, string>} set @param {string[]} gone */
export const label = (id, set, gone) => changed(change(`/nodes/${encodeURIComponent(id)}/labels`, { set, remove: gone }));
/** @param {string} id @param {string[]} add @param {string[]} gone */
export const group = (id, add, gone) => changed(change(`/nodes/${encodeURIComponent(id)}/groups`, { add, remove: gone }));
/** Removes it and revokes its identity. @param {string} id */
export async function removeNode(id) {
  await remove(`/nodes/${encodeURIComponent(id)}`);
  nodes.drop(id);
}
