import { useEffect } from "../ui.js";

/**
 * Keys. The innermost that wants one gets it; in a field only those with a modifier and Escape are heard.
 * @typedef {{key: string, label: string, run: (event: KeyboardEvent) => boolean | void, hidden?: boolean}} Binding
 *   `key` such as `g n` (one after the other), `ctrl+k`, `/`, `Escape`; `label` is a key of the dictionary; `run` returns
 *   false to pass it on
 */

/** @type {Binding[][]} */
const layers = [];
let pending = "";
/** @type {ReturnType<typeof setTimeout> | undefined} */
let forget;

/** All keys that work now, the innermost last. */
export const bindings = () => layers.flat();

/** @param {Binding[]} layer @returns {() => void} */
export function bind(layer) {
  layers.push(layer);
  return () => void layers.splice(layers.indexOf(layer), 1);
}

/** Keys that work while a component is shown. @param {Binding[]} layer @param {unknown[]} depends */
export function useKeys(layer, depends) {
  useEffect(() => bind(layer), depends);
}

/** @param {KeyboardEvent} event */
function spell(event) {
  const modifier = event.ctrlKey || event.metaKey ? "ctrl+" : event.altKey ? "alt+" : "";
  return modifier + (event.key.length === 1 ? event.key.toLowerCase() : event.key);
}

/** @param {EventTarget | null} target */
const writes = (target) =>
  target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));

addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.isComposing) return;
  const key = spell(event);
  if (writes(event.target) && !key.startsWith("ctrl+") && key !== "Escape") return;
  const sequence = pending ? `${pending} ${key}` : key;
  clearTimeout(forget);
  pending = "";
  const all = bindings().reverse();
  for (const binding of all) {
    if (binding.key === sequence && binding.run(event) !== false) {
      event.preventDefault();
      return;
    }
  }
  if (all.some((binding) => binding.key.startsWith(`${sequence} `))) {
    pending = sequence;
    forget = setTimeout(() => (pending = ""), 1200);
  }
});
