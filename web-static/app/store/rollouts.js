import { signal, useEffect } from "../ui.js";
import { get, newKey, post, stream } from "../core/api.js";
import { listen, live, whenBroken } from "../core/feed.js";
import { Problem } from "../core/problem.js";
import { Collection } from "./collection.js";

/**
 * @typedef {{number: number, total: number, nodes: Record<string, number>, nodeIds?: string[], parallel?: number}} Batch
 * @typedef {{nodeId: string, batch: number, state: string, message?: string, attempt?: number, jobId?: string, changed?: boolean}} RolloutNode
 * @typedef {{id: string, name: string, target: string, strategy: string, state: string, reason: string, batch: number, batches: Batch[],
 *   attempt: number, nodes: Record<string, number>, total: number, createdBy: string, createdAt: string, finishedAt?: string,
 *   lastEvent: string, jobId?: string, gate?: string, gateUntil?: string, owner?: string, request: any}} Rollout
 * @typedef {{seq: string, at: string, notes?: {kind: string, text?: string}[], by?: string, state: string, reason?: string, batch?: number,
 *   nodes?: RolloutNode[], tally?: Record<string, number>}} RolloutEvent
 */

const PAGE = 100;
const POLL = 2_500;
const KEPT = 12;

/** The newest first: ids are in order of time. @type {Collection<Rollout>} */
export const rollouts = new Collection((a, b) => (a.id < b.id ? 1 : a.id > b.id ? -1 : 0));

export const rolloutsState = signal(/** @type {{loaded: boolean, error: Problem | null, at: number, more: string}} */ ({ loaded: false, error: null, at: 0, more: "" }));

/** @param {any} rollout of the API @returns {Rollout} */
function read(rollout) {
  return { ...rollout, reason: rollout.reason ?? "", batches: (rollout.batches ?? []).map((/** @type {any} */ one) => ({ ...one, nodes: one.nodes ?? {}, total: one.total ?? 0 })), nodes: rollout.nodes ?? {}, total: rollout.total ?? 0, request: rollout.request ?? {} };
}

/** @param {any} rollout */
function keep(rollout) {
  const { nodeList: _, ...rest } = rollout;
  const one = read(rest);
  rollouts.put(one.id, one);
  return one;
}

const LIVE = new Set(["pending", "running", "waiting", "paused", "aborting", "rolling_back", "finishing"]);
/** @param {Rollout} rollout */
export const isLive = (rollout) => LIVE.has(rollout.state);

/** What it does, in one line. @param {any} request */
export function workOfRollout(request) {
  if (request.shell) return request.shell.line || (request.shell.argv ?? []).join(" ");
  if (request.file) return request.file.path;
  if (request.config) return request.config.component;
  return "";
}

let users = 0;
/** @type {ReturnType<typeof setTimeout> | undefined} */
let timer;

async function load() {
  clearTimeout(timer);
  try {
    const page = await get("/rollouts", { pageSize: PAGE });
    (page.rollouts ?? []).forEach(keep);
    const { loaded, more } = rolloutsState.peek();
    rolloutsState.value = { loaded: true, error: null, at: Date.now(), more: loaded ? more : (page.nextPageToken ?? "") };
  } catch (error) {
    rolloutsState.value = { ...rolloutsState.peek(), error: Problem.from(error) };
  }
  clearTimeout(timer);
  if (users) timer = setTimeout(tick, live.peek() ? 60_000 : POLL);
}

function tick() {
  if (document.hidden) timer = setTimeout(tick, POLL);
  else void load();
}

export async function loadMoreRollouts() {
  const { more } = rolloutsState.peek();
  if (!more) return;
  const page = await get("/rollouts", { pageSize: PAGE, pageToken: more });
  (page.rollouts ?? []).forEach(keep);
  rolloutsState.value = { ...rolloutsState.peek(), more: page.nextPageToken ?? "" };
}

/** Keeps the newest rollouts up to date for as long as a component is shown. */
export function useRollouts() {
  useEffect(() => {
    users += 1;
    if (users === 1) void load();
    return () => {
      users -= 1;
      if (!users) clearTimeout(timer);
    };
  }, []);
  return rolloutsState.value;
}

/** @type {Set<string>} */
const looking = new Set();
listen("rollout", (event) => {
  if (!users || looking.has(event.object)) return;
  looking.add(event.object);
  setTimeout(() => {
    looking.delete(event.object);
    get(`/rollouts/${encodeURIComponent(event.object)}`).then(keep, () => {});
  }, 150);
});
whenBroken(() => void (users && load()));

/** One rollout as it goes: its nodes, and its history from the first event. */
export class RolloutWatch {
  id;
  /** @type {import("../vendor/signals.js").Signal<Rollout | null>} */
  rollout = signal(null);
  /** @type {Map<string, RolloutNode>} */
  nodes = new Map();
  /** The newest last. @type {RolloutEvent[]} */
  events = [];
  /** Changes when anything does. */
  version = signal(0);
  error = signal(/** @type {Problem | null} */ (null));
  /** `idle`, `loading`, `live`, `lost` or `ended`. */
  state = signal("idle");
  #seq = "";
  #users = 0;
  #closing = new AbortController();
  #looking = false;
  #told = false;

  /** @param {string} id or name */
  constructor(id) {
    this.id = id;
  }

  acquire() {
    this.#users += 1;
    if (this.#users === 1) void this.#run();
    return () => {
      this.#users -= 1;
      if (!this.#users) this.#closing.abort();
    };
  }

  async #run() {
    const closing = new AbortController();
    this.#closing = closing;
    this.state.value = "loading";
    try {
      for (;;) {
        await this.#look(closing.signal);
        const path = `/rollouts/${encodeURIComponent(/** @type {Rollout} */ (this.rollout.peek()).id)}/events`;
        await stream(path, {
          after: this.#seq,
          signal: closing.signal,
          items: (events) => this.#take(events),
          state: (state) => (this.state.value = state === "open" ? "live" : "lost"),
        });
        if (closing.signal.aborted) return;
        await this.#look(closing.signal);
        if (!isLive(/** @type {Rollout} */ (this.rollout.peek()))) break;
      }
      this.state.value = "ended";
      this.error.value = null;
    } catch (error) {
      if (closing.signal.aborted) return;
      this.error.value = Problem.from(error);
      this.state.value = "lost";
    }
  }

  /** @param {AbortSignal} abort */
  async #look(abort) {
    this.take(await get(`/rollouts/${encodeURIComponent(this.id)}`, { nodes: true }, abort));
  }

  /** What a call said of it. @param {any} rollout */
  take(rollout) {
    for (const node of rollout.nodeList ?? []) this.nodes.set(node.nodeId, node);
    this.rollout.value = keep(rollout);
    this.#tell();
  }

  /** Goes on watching one that had ended, after a retry. @param {any} rollout */
  again(rollout) {
    this.take(rollout);
    if (this.state.peek() === "live" || !this.#users) return;
    this.#closing.abort();
    void this.#run();
  }

  /** @param {RolloutEvent[]} events */
  #take(events) {
    for (const event of events) {
      this.#seq = event.seq;
      this.events.push(event);
      for (const node of event.nodes ?? []) this.nodes.set(node.nodeId, { ...this.nodes.get(node.nodeId), ...node });
    }
    const last = events[events.length - 1];
    const known = this.rollout.peek();
    if (known && Number(last.seq) > Number(known.lastEvent ?? 0)) {
      this.rollout.value = { ...known, state: last.state, reason: last.reason ?? "", batch: last.batch ?? known.batch, nodes: last.tally ?? known.nodes };
      void this.#soon();
    }
    this.#tell();
  }

  // The gate, the job and the batches' counts stand in the rollout, not in its events.
  async #soon() {
    if (this.#looking) return;
    this.#looking = true;
    await new Promise((resolve) => setTimeout(resolve, 150));
    this.#looking = false;
    if (!this.#closing.signal.aborted) await this.#look(this.#closing.signal).catch(() => {});
  }

  #tell() {
    if (this.#told) return;
    this.#told = true;
    setTimeout(() => {
      this.#told = false;
      this.version.value += 1;
    }, 60);
  }

  /** Its nodes by batch; 0 are those that were left out. @returns {Map<number, RolloutNode[]>} */
  byBatch() {
    void this.version.value;
    /** @type {Map<number, RolloutNode[]>} */
    const batches = new Map();
    for (const node of this.nodes.values()) {
      const list = batches.get(node.batch ?? 0) ?? [];
      list.push(node);
      batches.set(node.batch ?? 0, list);
    }
    return batches;
  }
}

/** @type {Map<string, RolloutWatch>} */
const watches = new Map();

/** @param {string} id */
export function rolloutWatch(id) {
  let one = watches.get(id);
  if (one) watches.delete(id);
  one ??= new RolloutWatch(id);
  watches.set(id, one);
  if (watches.size > KEPT) watches.delete(/** @type {string} */ (watches.keys().next().value));
  return one;
}

/** Follows a rollout for as long as a component is shown. @param {RolloutWatch} watch */
export function useWatch(watch) {
  useEffect(() => watch.acquire(), [watch]);
  void watch.version.value;
  return watch;
}

/**
 * Which of the six a person may ask for now; the server decides in the end.
 * @param {Rollout} rollout @param {boolean} changed whether some node was changed @returns {string[]}
 */
export function actionsOf({ state, request, nodes }, changed) {
  const actions = [];
  const undoable = !!(request.undoShell || request.file || request.config);
  if (state === "waiting") actions.push("promote");
  if (["pending", "running", "waiting", "rolling_back"].includes(state)) actions.push("pause");
  if (state === "paused") actions.push("resume");
  const undone = (nodes.undone ?? 0) + (nodes.undoing ?? 0) + (nodes.undo_failed ?? 0);
  if (state === "rollback_failed" || (["failed", "aborted"].includes(state) && !undone)) actions.push("retry");
  if (["pending", "running", "waiting", "paused", "rolling_back"].includes(state)) actions.push("abort");
  if (undoable && changed && !["rolling_back", "rolled_back", "aborting", "finishing"].includes(state)) actions.push("rollback");
  return actions;
}

/** @param {RolloutWatch} watch @param {string} verb @param {string} reason */
export async function steer(watch, verb, reason) {
  const { id } = /** @type {Rollout} */ (watch.rollout.peek());
  const answer = await post(`/rollouts/${encodeURIComponent(id)}/${verb}`, { reason });
  watch.again(answer);
}

/** @param {any} request @param {AbortSignal} [signal] @returns {Promise<{batches?: Batch[], skipped?: {nodeId: string, reason: string}[], total?: number, changes?: {nodeIds?: string[], changes?: any[]}[]}>} */
export const planRollout = (request, signal) => post("/rollouts/plan", request, { signal });

/** @param {any} request @param {string} key @returns {Promise<Rollout>} */
export async function startRollout(request, key) {
  return keep(await post("/rollouts", request, { key }));
}

export { newKey };
