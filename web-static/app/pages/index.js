/**
 * The pages. The first part of an address chooses one; a page is loaded when it is first opened.
 * `go` is the key after `g`; who lacks `permission` does not see it. A page module exports `default`, a component that gets
 * `{parts, query}` of the address.
 * @typedef {{id: string, icon: any, go: string, permission: string, load: () => Promise<{default: any}>}} PageEntry
 * @type {PageEntry[]}
 */
export const PAGES = [
  { id: "fleet", icon: "fleet", go: "f", permission: "node:read", load: () => import("./fleet/page.js") },
  { id: "nodes", icon: "nodes", go: "n", permission: "node:read", load: () => import("./nodes/page.js") },
  { id: "run", icon: "run", go: "r", permission: "task:execute", load: () => import("./run/page.js") },
  { id: "jobs", icon: "jobs", go: "j", permission: "task:read", load: () => import("./jobs/page.js") },
];

/**
 * What may be opened in the drawer, by the first part of `?open=`. A module exports `default`, a component that gets `{id}`.
 * @type {Record<string, () => Promise<{default: any}>>}
 */
export const DRAWERS = {
  node: () => import("./nodes/drawer.js"),
  job: () => import("./jobs/drawer.js"),
};

/** @param {string} id */
export const pathOf = (id) => (id === "fleet" ? "/" : `/${id}`);
