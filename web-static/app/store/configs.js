import { get, post } from "../core/api.js";
import { listen } from "../core/feed.js";
import { keyed, Resource } from "./resource.js";

/**
 * Documents of configuration, each of a component and a scope: a node or a target.
 * @typedef {{component: string, nodeId?: string, target?: string}} Place
 * @typedef {Place & {priority: number, revision: string, documentJson: string, author: string, comment?: string, at: string, deleted?: boolean, changeId?: string}} Document
 * @typedef {{key: string, beforeJson?: string, afterJson?: string}} KeyChange
 * @typedef {{document?: Document, changed?: boolean, changes?: KeyChange[], nodeIds?: string[], online?: boolean[]}} Changed
 * @typedef {{nodeId: string, component: string, revision?: string, running?: string, refused?: string, refusedReason?: string, state: string, since?: string}} NodeState
 */

const PAGE = 500;

/** @param {any} one @returns {Document} */
const read = (one) => ({ ...one, priority: one.priority ?? 0, revision: one.revision ?? "0", author: one.author ?? "" });

/** @param {Place} place */
const query = ({ component, nodeId, target }) => ({ component, nodeId, target });

/** One text for a place, as a key. @param {Place} place */
export const placeKey = ({ component, nodeId, target }) => `${component}\n${nodeId ?? ""}\n${target ?? ""}`;
/** @param {string} key @returns {Place} */
const placeOf = (key) => {
  const [component, nodeId, ...target] = key.split("\n");
  return nodeId ? { component, nodeId } : { component, target: target.join("\n") };
};

/** All documents, in the order in which they are merged. */
export const documents = new Resource(async (signal) => {
  /** @type {Document[]} */
  const found = [];
  let pageToken;
  do {
    const page = await get("/configs", { pageSize: PAGE, pageToken }, signal);
    found.push(...(page.documents ?? []).map(read));
    pageToken = page.nextPageToken;
  } while (pageToken);
  return found;
}, 15_000);

const one_ = keyed((key) => new Resource(async (signal) => read(await get("/configs/document", query(placeOf(key)), signal)), 15_000), 40);
/** @param {Place} place @returns {Resource<Document>} */
export const documentOf = (place) => one_.get(placeKey(place));

const history_ = keyed((key) => new Resource(async (signal) => {
  const page = await get("/configs/history", { ...query(placeOf(key)), pageSize: 500 }, signal);
  return /** @type {Document[]} */ ((page.revisions ?? []).map(read));
}, 15_000), 40);
/** The newest first. @param {Place} place */
export const historyOf = (place) => history_.get(placeKey(place));

const diff_ = keyed((key) => new Resource(async (signal) => {
  const [component, from, to] = key.split("\n");
  return /** @type {KeyChange[]} */ ((await get("/configs/diff", { component, from, to }, signal)).changes ?? []);
}, 0), 60);
/** @param {string} component @param {string} from @param {string} to */
export const diffOf = (component, from, to) => diff_.get(`${component}\n${from}\n${to}`);

const status_ = keyed((key) => new Resource(async (signal) => {
  const [component, all, ...target] = key.split("\n");
  const answer = await get("/configs/status", { component, target: target.join("\n"), all: all === "all", pageSize: 10_000 }, signal);
  return { counts: /** @type {Record<string, number>} */ (answer.counts ?? {}), nodes: /** @type {NodeState[]} */ (answer.nodes ?? []), total: /** @type {number} */ (answer.total ?? 0) };
}, 5_000), 40);
/** Which nodes run what they are to run. @param {string} component empty: every @param {string} target empty: all @param {boolean} all the converged ones too */
export const statusOf = (component, target, all) => status_.get(`${component}\n${all ? "all" : ""}\n${target}`);

listen("config", () => stale());
listen("node", (event) => {
  if (event.subject !== "node.changed") for (const one of status_.all()) one.invalidate();
});

/** Something was changed: all that is shown of it is looked at again. */
function stale() {
  documents.invalidate();
  for (const kept of [one_, history_, status_]) for (const one of kept.all()) one.invalidate();
}

/** @param {string} component @param {string} documentJson @param {AbortSignal} [signal] @returns {Promise<{valid?: boolean, problems?: string[], knownComponent?: boolean}>} */
export const validate = (component, documentJson, signal) => post("/configs/validate", { component, documentJson }, { signal });

/**
 * @param {Place} place @param {{documentJson: string, priority: number, comment?: string, expectedRevision: string, dryRun?: boolean}} what
 * @returns {Promise<Changed>}
 */
export async function apply(place, what) {
  const answer = await post("/configs", { ...query(place), ...what });
  if (!what.dryRun) {
    if (answer.document) documentOf(place).put(read(answer.document));
    stale();
  }
  return answer;
}

/** @param {Place} place @param {{comment?: string, expectedRevision?: string, dryRun?: boolean}} how @returns {Promise<Changed>} */
export async function removeDocument(place, how) {
  const answer = await post("/configs/delete", { ...query(place), ...how });
  if (!how.dryRun) stale();
  return answer;
}

/** All documents as they are at one moment, as text of JSON. */
export async function backup() {
  const all = [];
  let revision;
  let pageToken;
  do {
    const page = await get("/configs/backup", { pageToken });
    revision ??= page.revision;
    all.push(...(page.documents ?? []));
    pageToken = page.nextPageToken;
  } while (pageToken);
  return JSON.stringify({ revision, documents: all }, null, 2);
}

/** The document as people write it. @param {string} json */
export function pretty(json) {
  try {
    return `${JSON.stringify(JSON.parse(json), null, 2)}\n`;
  } catch {
    return json;
  }
}
