/**
 * The pages. The first part of an address chooses one; a page is loaded when it is first opened.
 * `go` is the key after `g`; who lacks `permission` does not see it (empty: everybody does). A page module exports `default`, a component that gets
 * `{parts, query}` of the address.
 * @typedef {{id: string, icon: any, go: string, permission: string, load: () => Promise<{default: any}>}} PageEntry
 * @type {PageEntry[]}
 */
export const PAGES = [
  { id: "fleet", icon: "fleet", go: "f", permission: "node:read", load: () => import("./fleet/page.js") },
  { id: "nodes", icon: "nodes", go: "n", permission: "node:read", load: () => import("./nodes/page.js") },
  { id: "run", icon: "run", go: "r", permission: "task:execute", load: () => import("./run/page.js") },
  { id: "jobs", icon: "jobs", go: "j", permission: "task:read", load: () => import("./jobs/page.js") },
  { id: "rollouts", icon: "rollouts", go: "o", permission: "rollout:read", load: () => import("./rollouts/page.js") },
  { id: "files", icon: "files", go: "i", permission: "file:read", load: () => import("./files/page.js") },
  { id: "config", icon: "config", go: "c", permission: "config:read", load: () => import("./config/page.js") },
  { id: "audit", icon: "audit", go: "a", permission: "audit:read", load: () => import("./audit/page.js") },
  { id: "join", icon: "join", go: "m", permission: "node:enrol", load: () => import("./join/page.js") },
  { id: "about", icon: "about", go: "h", permission: "system:read", load: () => import("./about/page.js") },
  { id: "settings", icon: "users", go: "s", permission: "", load: () => import("./settings/page.js") },
];

/**
 * What may be opened in the drawer, by the first part of `?open=`. A module exports `default`, a component that gets `{id}`.
 * @type {Record<string, () => Promise<{default: any}>>}
 */
export const DRAWERS = {
  node: () => import("./nodes/drawer.js"),
  job: () => import("./jobs/drawer.js"),
  rollout: () => import("./rollouts/drawer.js"),
  file: () => import("./files/drawer.js"),
  audit: () => import("./audit/drawer.js"),
  user: () => import("./settings/userdrawer.js"),
};

/** @param {string} id */
export const pathOf = (id) => (id === "fleet" ? "/" : `/${id}`);
