import { get } from "../core/api.js";
import { listen } from "../core/feed.js";
import { keyed, Resource } from "./resource.js";

/**
 * What is wanted on one node, and what is there.
 * @typedef {{component: string, revision: string, documentJson: string, state?: any, origins?: {key: string, valueJson: string, revision: string}[],
 *   changes: {key: string, beforeJson?: string, afterJson?: string}[]}} NodeConfig
 * @typedef {{jobId: string, path: string, sha256?: string, name?: string, undoes?: string, at?: string, state: string, tasks: Record<string, number>, createdBy: string}} Placement
 */

const configs = keyed((id) => new Resource(async (signal) => {
  const { components = [] } = await get("/configs/effective", { nodeId: id }, signal);
  return /** @type {NodeConfig[]} */ (await Promise.all(components.map(async (/** @type {any} */ one) => {
    const same = one.state && one.state.running === one.revision;
    const diff = same ? {} : await get("/configs/diff", { component: one.component, nodeId: id }, signal);
    return { ...one, changes: diff.changes ?? [] };
  })));
}, 10_000), 20);
/** @param {string} id */
export const nodeConfig = (id) => configs.get(id);

const files = keyed((id) => new Resource(async (signal) => {
  const page = await get("/files/history", { target: id, pageSize: 200 }, signal);
  return /** @type {Placement[]} */ (page.placements ?? []);
}, 15_000), 20);
/** @param {string} id */
export const nodeFiles = (id) => files.get(id);

listen("config", () => [...configs.all()].forEach((one) => one.invalidate()));
listen("job", (event) => event.subject === "job.ended" && [...files.all()].forEach((one) => one.invalidate()));
