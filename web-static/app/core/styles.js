/** @type {Map<string, Promise<void>>} */
const loaded = new Map();

/**
 * A component's style sheet lies beside it under the same name. `await styles(import.meta.url)` at the top of its module
 * loads it, so that nothing is shown before its style is there.
 * @param {string} module
 */
export function styles(module) {
  const href = module.replace(/\.js$/, ".css");
  let ready = loaded.get(href);
  if (!ready) {
    ready = new Promise((resolve) => {
      const link = document.createElement("link");
      link.rel = "stylesheet";
      link.href = href;
      link.onload = () => resolve();
      link.onerror = () => resolve(); // without its style a component is ugly, not gone
      document.head.append(link);
    });
    loaded.set(href, ready);
  }
  return ready;
}
