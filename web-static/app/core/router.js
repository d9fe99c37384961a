import { signal } from "../ui.js";

/**
 * Where we are. All state that somebody may want to link to or go back to is in here.
 * @typedef {{path: string, parts: string[], query: Record<string, string>}} Route
 */

/** @returns {Route} */
function read() {
  const path = location.pathname;
  return {
    path,
    parts: path.split("/").filter(Boolean).map(decodeURIComponent),
    query: Object.fromEntries(new URLSearchParams(location.search)),
  };
}

export const route = signal(read());

/** @param {Record<string, string | number | null | undefined>} query what is empty is left out */
function search(query) {
  const params = new URLSearchParams();
  for (const [key, value] of Object.entries(query)) {
    if (value !== null && value !== undefined && value !== "") params.set(key, String(value));
  }
  const text = params.toString();
  return text ? `?${text}` : "";
}

/** An address. @param {string} path such as `/nodes/web-1` @param {Record<string, string | number | null | undefined>} [query] */
export const href = (path, query = {}) => path + search(query);

/** @param {string} to @param {{replace?: boolean}} [how] */
export function go(to, how = {}) {
  if (to === location.pathname + location.search) return;
  if (how.replace) history.replaceState(null, "", to);
  else history.pushState(null, "", to);
  route.value = read();
}

/**
 * Changes parts of the query; null takes one away. By default without an entry in the history: going back leaves the page
 * instead of undoing letter by letter. Opening something is worth an entry: pass `push`.
 * @param {Record<string, string | number | null | undefined>} changes @param {{push?: boolean}} [how]
 */
export function patch(changes, how = {}) {
  go(href(route.peek().path, { ...route.peek().query, ...changes }), { replace: !how.push });
}

/** Opens something in the drawer, such as `node/web-1`; null closes it. @param {string | null} what */
export function openDrawer(what) {
  patch({ open: what }, { push: what !== null && !route.peek().query.open });
}

/** The address of this page with something in the drawer. @param {string} what */
export const drawerHref = (what) => href(route.value.path, { ...route.value.query, open: what });

addEventListener("popstate", () => (route.value = read()));

// Links stay within the page, unless they ask for more (another tab, a download, another origin).
addEventListener("click", (event) => {
  if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  const link = /** @type {Element | null} */ (event.target)?.closest?.("a[href]");
  if (!(link instanceof HTMLAnchorElement) || link.target || link.hasAttribute("download") || link.origin !== location.origin) return;
  if (link.pathname.startsWith("/api/") || link.pathname.startsWith("/auth/") || link.pathname.startsWith("/assets/")) return;
  event.preventDefault();
  go(link.pathname + link.search);
});
