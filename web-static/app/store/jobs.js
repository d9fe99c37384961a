import { signal, useEffect } from "../ui.js";
import { get, newKey, post } from "../core/api.js";
import { listen, live, whenBroken } from "../core/feed.js";
import { Problem } from "../core/problem.js";
import { Collection } from "./collection.js";
import { keyed, Resource } from "./resource.js";

/**
 * @typedef {{argv?: string[], line?: string, env?: Record<string, string>, cwd?: string, user?: string, stdin?: string}} Shell
 * @typedef {{id: string, name: string, target: string, state: string, tasks: Record<string, number>, total: number,
 *   createdBy: string, createdAt: string, finishedAt?: string, parallel: number, traceId?: string, shell?: Shell,
 *   file?: any, undo?: any, config?: any, dryRun?: boolean, timeout?: string, ttl?: string, governor?: string}} Job
 * @typedef {{id: string, jobId: string, nodeId: string, attempt: number, state: string, exitCode?: number, signal?: number,
 *   message?: string, skipped?: boolean, createdAt?: string, startedAt?: string, finishedAt?: string}} Task
 */

const PAGE = 100;
const POLL = 2_500;

/** The newest first: ids are in order of time. @type {Collection<Job>} */
export const jobs = new Collection((a, b) => (a.id < b.id ? 1 : a.id > b.id ? -1 : 0));

export const jobsState = signal(/** @type {{loaded: boolean, error: Problem | null, at: number, more: string}} */ ({ loaded: false, error: null, at: 0, more: "" }));

/** @param {any} job of the API @returns {Job} */
export function readJob(job) {
  return { ...job, name: job.name ?? "", tasks: job.tasks ?? {}, total: job.total ?? 0, parallel: job.parallel ?? 0 };
}

/** @param {Job} job */
export const isOver = (job) => job.state !== "running" && job.state !== "cancelling";

/** What a job does, in one line. @param {Job} job */
export function workOf(job) {
  if (job.shell) return job.shell.line || (job.shell.argv ?? []).map((word) => (/[\s"'$]/.test(word) ? `'${word}'` : word)).join(" ");
  if (job.file) return job.file.path;
  if (job.config) return `${job.config.component} #${job.config.revision}`;
  if (job.undo) return job.undo.jobId;
  return "";
}

let users = 0;
/** @type {ReturnType<typeof setTimeout> | undefined} */
let timer;

async function load() {
  clearTimeout(timer);
  try {
    const page = await get("/jobs", { pageSize: PAGE });
    for (const job of page.jobs ?? []) jobs.put(job.id, readJob(job));
    const { more, loaded } = jobsState.peek();
    jobsState.value = { loaded: true, error: null, at: Date.now(), more: loaded ? more : (page.nextPageToken ?? "") };
  } catch (error) {
    jobsState.value = { ...jobsState.peek(), error: Problem.from(error) };
  }
  clearTimeout(timer);
  if (users) timer = setTimeout(tick, live.peek() ? 60_000 : POLL);
}

function tick() {
  if (document.hidden) timer = setTimeout(tick, POLL);
  else void load();
}

/** Older ones than those that are known. */
export async function loadMoreJobs() {
  const { more } = jobsState.peek();
  if (!more) return;
  const page = await get("/jobs", { pageSize: PAGE, pageToken: more });
  for (const job of page.jobs ?? []) jobs.put(job.id, readJob(job));
  jobsState.value = { ...jobsState.peek(), more: page.nextPageToken ?? "" };
}

/** Keeps the newest jobs up to date for as long as a component is shown. */
export function useJobs() {
  useEffect(() => {
    users += 1;
    if (users === 1) void load();
    return () => {
      users -= 1;
      if (!users) clearTimeout(timer);
    };
  }, []);
  return jobsState.value;
}

listen("job", (event) => {
  const known = jobs.map.get(event.object);
  const body = event.job ?? {};
  if (known) {
    jobs.put(event.object, { ...known, state: body.state ?? known.state, tasks: body.tally ?? known.tasks, ...(event.subject === "job.ended" ? { finishedAt: event.at } : {}) });
  } else if (users) {
    void refresh(event.object).catch(() => {});
  }
});
whenBroken(() => void (users && load()));

/** @param {string} id @param {AbortSignal} [signal] @returns {Promise<Job>} */
export async function refresh(id, signal) {
  const job = readJob(await get(`/jobs/${encodeURIComponent(id)}`, undefined, signal));
  jobs.put(job.id, job);
  return job;
}

/** The last tasks of one node, over the jobs that are known. */
const nodeTasks_ = keyed((id) => new Resource(async (signal) => {
  const page = await get("/jobs", { pageSize: 30 }, signal);
  const found = (page.jobs ?? []).map(async (/** @type {any} */ one) => {
    const job = readJob(one);
    const tasks = await get(`/jobs/${job.id}/tasks`, { nodeId: id }, signal);
    return (tasks.tasks ?? []).map((/** @type {Task} */ task) => ({ job, task }));
  });
  return /** @type {{job: Job, task: Task}[]} */ ((await Promise.all(found)).flat());
}, 10_000), 20);
/** @param {string} id */
export const nodeTasks = (id) => nodeTasks_.get(id);

/**
 * @typedef {{target: string, shell: Shell, timeout?: string, ttl?: string, batch?: string, limit?: string, name?: string}} Order
 * @param {Order} order @returns {Promise<Job>}
 */
export async function submit(order) {
  const job = readJob(await post("/jobs", order, { key: newKey() }));
  jobs.put(job.id, job);
  return job;
}

/** @param {Order} order @returns {Promise<{nodeIds?: string[], offlineNodeIds?: string[], cordonedNodeIds?: string[], parallel?: number}>} */
export const plan = (order) => post("/jobs/plan", order);

/** @param {string} id @param {string} reason */
export async function cancel(id, reason) {
  const job = readJob(await post(`/jobs/${encodeURIComponent(id)}/cancel`, { reason }));
  jobs.put(job.id, job);
}

/** @param {string} id @param {string[]} states */
export async function retry(id, states) {
  const job = readJob(await post(`/jobs/${encodeURIComponent(id)}/retry`, { states, requestId: newKey() }));
  jobs.put(job.id, job);
}
