import { signal, useEffect } from "../ui.js";
import { get, stream } from "../core/api.js";
import { bytes as sizeText, t } from "../core/i18n.js";
import { Problem } from "../core/problem.js";
import { isOver, jobs, readJob } from "./jobs.js";
import { ERR, Lane, OUT } from "./lane.js";

/**
 * A job as it runs or as it ran: its events from the first, gathered into a lane for each node.
 * @typedef {{key: string, state: string, task: import("./jobs.js").Task | null, nodes: string[], lane: Lane}} Fold
 *   nodes that ended alike and printed the same
 */

const KEEP = 48 * 1024 * 1024; // characters of output held for one job
const TELL = 120; // ms between two times that those who look are told
const TASKS_PAGE = 5_000;
const RUNS = 6;

export class JobRun {
  id;
  only;
  /** @type {Map<string, Lane>} */
  lanes = new Map();
  /** Changes when anything does. */
  version = signal(0);
  /** @type {import("../vendor/signals.js").Signal<import("./jobs.js").Job | null>} */
  job = signal(null);
  error = signal(/** @type {Problem | null} */ (null));
  /** `idle`, `loading`, `live`, `lost` or `ended`. */
  state = signal("idle");
  #size = 0;
  #seq = 0;
  #users = 0;
  #closing = new AbortController();
  #told = false;

  /** @param {string} id @param {string} [only] one node's events */
  constructor(id, only = "") {
    this.id = id;
    this.only = only;
  }

  acquire() {
    this.#users += 1;
    if (this.#users === 1 && this.state.peek() !== "ended") void this.#run();
    return () => {
      this.#users -= 1;
      if (!this.#users) this.#closing.abort();
    };
  }

  /** Watches again, after a retry gave the job new attempts. */
  again() {
    this.#closing.abort();
    void this.#run();
  }

  async #run() {
    const closing = new AbortController();
    this.#closing = closing;
    this.state.value = "loading";
    const path = `/jobs/${encodeURIComponent(this.id)}`;
    try {
      this.#putJob(await get(path, undefined, closing.signal));
      await this.#tasks(path, closing.signal);
      await stream(`${path}/events`, {
        query: { nodeId: this.only || undefined },
        after: this.#seq,
        signal: closing.signal,
        items: (events) => this.#take(events),
        state: (state) => (this.state.value = state === "open" ? "live" : "lost"),
      });
      if (closing.signal.aborted) return;
      this.#putJob(await get(path, undefined, closing.signal));
      this.state.value = "ended";
      this.error.value = null;
    } catch (error) {
      if (closing.signal.aborted) return;
      this.error.value = Problem.from(error);
      this.state.value = "lost";
    }
  }

  /** Who is in it, also those that nothing happened to yet. @param {string} path @param {AbortSignal} abort */
  async #tasks(path, abort) {
    if (this.lanes.size) return;
    let pageToken;
    do {
      const page = await get(`${path}/tasks`, { nodeId: this.only || undefined, pageSize: TASKS_PAGE, pageToken }, abort);
      for (const task of page.tasks ?? []) this.#lane(task.nodeId);
      pageToken = page.nextPageToken;
    } while (pageToken);
    this.#tell();
  }

  /** @param {string} node */
  #lane(node) {
    let lane = this.lanes.get(node);
    if (!lane) this.lanes.set(node, (lane = new Lane(node)));
    return lane;
  }

  /** @param {any} job */
  #putJob(job) {
    const read = readJob(job);
    this.job.value = read;
    jobs.put(read.id, read);
  }

  /** @param {any[]} events */
  #take(events) {
    for (const event of events) {
      this.#seq = Number(event.seq);
      if (event.job) this.#putJob(event.job);
      if (event.nodeId) this.#move(this.#lane(event.nodeId), event);
    }
    this.#tell();
  }

  /** @param {Lane} lane @param {any} event */
  #move(lane, event) {
    const attempt = event.attempt || lane.attempt;
    if (attempt > lane.attempt) {
      this.#size -= lane.size - lane.unread;
      lane.begin(attempt);
    }
    for (const piece of event.output ?? []) {
      if (piece.droppedBytes) {
        lane.dropped += Number(piece.droppedBytes);
        lane.note(t("output.dropped", { bytes: sizeText(Number(piece.droppedBytes)) }));
        continue;
      }
      const text = piece.text ?? decode(piece.data ?? "");
      lane.binary ||= piece.data !== undefined;
      const keep = this.#size + text.length <= KEEP;
      if (keep) this.#size += text.length;
      lane.print(piece.stream === "stderr" ? ERR : OUT, text, keep);
    }
    if (event.taskState) lane.state = event.taskState;
    if (event.task) lane.task = event.task;
  }

  #tell() {
    if (this.#told) return;
    this.#told = true;
    setTimeout(() => {
      this.#told = false;
      this.version.value += 1;
    }, TELL);
  }

  /** How many lanes are in each state. @returns {Record<string, number>} */
  tally() {
    void this.version.value;
    /** @type {Record<string, number>} */
    const counts = {};
    for (const lane of this.lanes.values()) counts[lane.state] = (counts[lane.state] ?? 0) + 1;
    return counts;
  }

  /** Equal ends and equal output as one; what went wrong first. @param {(lane: Lane) => boolean} wanted @returns {Fold[]} */
  folds(wanted) {
    void this.version.value;
    /** @type {Map<string, Fold>} */
    const folds = new Map();
    for (const lane of this.lanes.values()) {
      if (!wanted(lane)) continue;
      const key = lane.key;
      const fold = folds.get(key);
      if (fold) fold.nodes.push(lane.node);
      else folds.set(key, { key, state: lane.state, task: lane.task, nodes: [lane.node], lane });
    }
    return [...folds.values()].sort((a, b) => weight(a.state) - weight(b.state));
  }

  get over() {
    return this.job.value !== null && isOver(this.job.value);
  }
}

const WEIGHTS = ["failed", "unknown", "timed_out", "expired", "cancelled", "running", "succeeded", "accepted", "dispatched", "pending"];
/** @param {string} state */
const weight = (state) => WEIGHTS.indexOf(state);

/** @param {string} base64 */
function decode(base64) {
  const raw = Uint8Array.from(atob(base64), (char) => char.charCodeAt(0));
  return new TextDecoder().decode(raw);
}

/** @type {Map<string, JobRun>} */
const runs = new Map();

/** @param {string} id @param {string} [only] one node: reads what the whole job had no room for */
export function jobRun(id, only = "") {
  const key = `${id}/${only}`;
  let run = runs.get(key);
  if (run) runs.delete(key);
  run ??= new JobRun(id, only);
  runs.set(key, run);
  if (runs.size > RUNS) runs.delete(/** @type {string} */ (runs.keys().next().value));
  return run;
}

/** Follows a job for as long as a component is shown. @param {JobRun} run */
export function useRun(run) {
  useEffect(() => run.acquire(), [run]);
  void run.version.value;
  return run;
}
