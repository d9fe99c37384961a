import { computed, signal } from "../ui.js";
import { post } from "../core/api.js";
import { nodes } from "./nodes.js";
import { keyed, Resource } from "./resource.js";

/**
 * What a target picks now.
 * @typedef {{ids: string[]}} Selection
 */

const selections = keyed(
  (key) =>
    new Resource(async (abort) => {
      const [flag, target] = [key[0], key.slice(1)];
      const answer = await post("/nodes/select", { target, includeCordoned: flag === "+" }, { signal: abort });
      return /** @type {Selection} */ ({ ids: answer.nodeIds ?? [] });
    }, 15_000),
  50,
);

/** @param {string} target @param {boolean} [cordoned] takes the cordoned ones too @returns {Resource<Selection>} */
export const selection = (target, cordoned = false) => selections.get((cordoned ? "+" : "-") + target);

/**
 * Where in a target the server found a mistake: the column, from 0; -1 when it does not say.
 * @param {string} message such as `target is wrong at 1:8: undeclared reference …`
 * @param {string} target
 */
export function mistakeAt(message, target) {
  const found = /\bat (\d+):(\d+):/.exec(message);
  if (!found) return -1;
  const lines = target.split("\n");
  let at = Number(found[2]) - 1;
  for (let line = 0; line < Number(found[1]) - 1 && line < lines.length; line += 1) at += lines[line].length + 1;
  return Math.min(Math.max(at, 0), target.length);
}

/** All labels with their values, the most frequent first, and all groups: for completion and for grouping. */
export const vocabulary = computed(() => {
  /** @type {Map<string, Map<string, number>>} */
  const labels = new Map();
  /** @type {Map<string, number>} */
  const groups = new Map();
  for (const node of nodes.list()) {
    for (const [key, value] of Object.entries(node.labels)) {
      const values = labels.get(key) ?? new Map();
      labels.set(key, values.set(value, (values.get(value) ?? 0) + 1));
    }
    for (const group of node.groups) groups.set(group, (groups.get(group) ?? 0) + 1);
  }
  return { labels, groups };
});

/** Paths of facts that were seen, such as `os.name`, with an example. */
export const factPaths = signal(/** @type {Map<string, any>} */ (new Map()));

/** @param {Record<string, any>} facts */
export function learnFacts(facts) {
  const known = factPaths.peek();
  const more = new Map(known);
  walk(facts, "", more);
  if (more.size !== known.size) factPaths.value = more;
}

/** @param {any} value @param {string} path @param {Map<string, any>} into */
function walk(value, path, into) {
  if (value && typeof value === "object" && !Array.isArray(value) && into.size < 500) {
    for (const [key, inner] of Object.entries(value)) walk(inner, path ? `${path}.${key}` : key, into);
  } else if (path && !into.has(path) && !Array.isArray(value)) {
    into.set(path, value);
  }
}

/** @param {Record<string, any> | undefined} facts @param {string} path */
export const factAt = (facts, path) => path.split(".").reduce((inner, key) => (inner && typeof inner === "object" ? inner[key] : undefined), /** @type {any} */ (facts));

/** A target that picks exactly these nodes. @param {string[]} ids */
export const targetOf = (ids) => ids.join(",");

/** Text as a literal of the language of targets. @param {string} text */
export const quote = (text) => JSON.stringify(text);
