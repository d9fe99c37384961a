import { get, newKey, post, remove, request } from "../core/api.js";
import { listen } from "../core/feed.js";
import { readJob, jobs } from "./jobs.js";
import { keyed, Resource } from "./resource.js";

/**
 * @typedef {{id: string, name: string, size: number, sha256: string, createdBy: string, createdAt: string}} StoredFile
 * @typedef {{jobId: string, path: string, sha256?: string, name?: string, undoes?: string, dryRun?: boolean, state: string,
 *   tasks: Record<string, number>, createdBy: string, createdAt: string}} Placement
 * @typedef {{path: string, mode?: string, owner?: string, template?: boolean, variables?: Record<string, string>, validate?: string,
 *   reload?: string, makeParents?: boolean, followSymlink?: boolean, target: string, batch?: string, timeout?: string}} Distribution
 */

const PAGE = 200;

/** @param {any} file @returns {StoredFile} */
export const readFile = (file) => ({ ...file, size: Number(file.size ?? 0) });
/** @param {any} one @returns {Placement} */
const readPlacement = (one) => ({ ...one, tasks: one.tasks ?? {} });

/** The newest first; more of them once `moreFiles` was asked for more. */
export const fileList = new Resource(async (signal, /** @type {{files: StoredFile[], more: string} | undefined} */ before) => {
  /** @type {StoredFile[]} */
  const files = [];
  const wanted = Math.max(PAGE, before?.files.length ?? 0);
  let pageToken;
  do {
    const page = await get("/files", { pageSize: PAGE, pageToken }, signal);
    files.push(...(page.files ?? []).map(readFile));
    pageToken = page.nextPageToken;
  } while (pageToken && files.length < wanted);
  return { files, more: /** @type {string} */ (pageToken ?? "") };
}, 15_000);

export async function moreFiles() {
  const known = fileList.data.peek();
  if (!known?.more) return;
  const page = await get("/files", { pageSize: PAGE, pageToken: known.more });
  fileList.put({ files: [...known.files, ...(page.files ?? []).map(readFile)], more: page.nextPageToken ?? "" });
}

/** The newest first, all that are about a path and the nodes of a target. The key is the path, a line feed, the target. */
const histories = keyed((key) => new Resource(async (signal) => {
  const [path, target] = key.split("\n");
  const page = await get("/files/history", { path, target, pageSize: 500 }, signal);
  return /** @type {Placement[]} */ ((page.placements ?? []).map(readPlacement));
}, 5_000), 20);
/** @param {string} path @param {string} target */
export const fileHistory = (path, target) => histories.get(`${path}\n${target}`);

const one_ = keyed((id) => new Resource(async (signal) => readFile(await get(`/files/${encodeURIComponent(id)}`, undefined, signal)), 0), 50);
/** @param {string} id */
export const fileOf = (id) => one_.get(id);

listen("file", () => fileList.invalidate());
listen("job", () => {
  for (const one of histories.all()) one.invalidate();
});

/** @param {string} id */
export async function removeFile(id) {
  await remove(`/files/${encodeURIComponent(id)}`);
  fileList.invalidate();
}

/** The content. @param {string} id @returns {Promise<Blob>} */
export const readContent = async (id) => (await request("GET", `/files/${encodeURIComponent(id)}/download`, { accept: "*/*", limit: Infinity })).blob();

/** @param {boolean} dryRun @returns {Promise<{uploads: number, artifacts: number, chunks: number, bytes: number}>} */
export async function collect(dryRun) {
  const sum = { uploads: 0, artifacts: 0, chunks: 0, bytes: 0 };
  for (let more = true; more; ) {
    const done = await post("/files/gc", { dryRun });
    for (const key of /** @type {(keyof typeof sum)[]} */ (Object.keys(sum))) sum[key] += Number(done[key] ?? 0);
    more = !dryRun && !!done.more;
  }
  return sum;
}

/** @param {string} id @param {Distribution} how @param {boolean} dryRun @returns {Promise<import("./jobs.js").Job>} */
export async function distribute(id, how, dryRun) {
  const job = readJob(await post(`/files/${encodeURIComponent(id)}/distribute`, { ...how, dryRun }, { key: newKey() }));
  jobs.put(job.id, job);
  return job;
}

/** The nodes that a job had work for. @param {string} id */
export async function nodesOfJob(id) {
  const nodes = [];
  let pageToken;
  do {
    const page = await get(`/jobs/${encodeURIComponent(id)}/tasks`, { pageSize: 1000, pageToken });
    for (const task of page.tasks ?? []) nodes.push(task.nodeId);
    pageToken = page.nextPageToken;
  } while (pageToken);
  return /** @type {string[]} */ (nodes);
}

/** Puts back what was there before a job. @param {string} jobId @param {string[]} nodes @param {boolean} dryRun */
export async function takeBack(jobId, nodes, dryRun) {
  const job = readJob(await post("/jobs", { target: nodes.join(","), undo: { jobId }, dryRun }, { key: newKey() }));
  jobs.put(job.id, job);
  return job;
}

