import { cls, html, useEffect, useLayoutEffect, useRef, useState } from "../ui.js";
import { styles } from "../core/styles.js";
await styles(import.meta.url);

/** Browsers cannot make elements taller than some 16 million pixels; beyond this, rows are reached by scale. */
const TALLEST = 12_000_000;
/** Rows beyond what is seen, so that the next step of a scroll finds them there. */
const AHEAD = 8;
/** After a jump only what is seen is drawn at once; the rows around it follow this much later, ms. */
const SETTLED = 120;

/**
 * Rows of one height, of which only those that are seen exist.
 * @param {{count: number, height: number, row: (index: number) => any, class?: string, head?: any, follow?: boolean,
 *   to?: {index: number, turn: number} | null, onSeen?: (first: number, last: number, atEnd: boolean) => void,
 *   onKeyDown?: (event: KeyboardEvent) => void, role?: string, label?: string, rows?: number, active?: string, wide?: boolean}} props
 *   `follow` keeps the end in sight; `to` scrolls to a row whenever its `turn` changes; `wide`: rows may be wider than the view
 */
export function Virtual({ count, height, row, class: name, head, follow, to, onSeen, onKeyDown, role, label, rows, active, wide }) {
  const box = useRef(/** @type {HTMLDivElement | null} */ (null));
  const [view, setView] = useState({ top: 0, size: 600, ahead: AHEAD });
  const total = count * height;
  const scale = total > TALLEST ? total / TALLEST : 1;
  const real = total / scale;

  useLayoutEffect(() => {
    const element = /** @type {HTMLDivElement} */ (box.current);
    const measure = () => setView({ top: element.scrollTop, size: element.clientHeight, ahead: AHEAD });
    const watcher = new ResizeObserver(measure);
    watcher.observe(element);
    measure();
    return () => watcher.disconnect();
  }, []);

  useLayoutEffect(() => {
    if (follow && box.current) box.current.scrollTop = box.current.scrollHeight;
  }, [follow, count]);

  useEffect(() => {
    const element = box.current;
    if (!to || !element) return;
    const at = (to.index * height) / scale;
    const headHeight = element.firstElementChild instanceof HTMLElement && head ? element.firstElementChild.offsetHeight : 0;
    if (at < element.scrollTop) element.scrollTop = at;
    else if (at + height > element.scrollTop + element.clientHeight - headHeight) element.scrollTop = at + height + headHeight - element.clientHeight + 4;
  }, [to?.turn]);

  useEffect(() => {
    if (view.ahead) return undefined;
    const timer = setTimeout(() => setView((now) => ({ ...now, ahead: AHEAD })), SETTLED);
    return () => clearTimeout(timer);
  }, [view]);

  const first = Math.max(0, Math.floor((view.top * scale) / height) - view.ahead);
  const last = Math.min(count, Math.ceil((view.top * scale + view.size) / height) + view.ahead);
  const atEnd = view.top + view.size >= real - height;
  useEffect(() => onSeen?.(first, last, atEnd), [first, last, atEnd, count]);

  const offset = scale === 1 ? first * height : view.top - (view.top * scale - first * height);
  const shown = [];
  for (let i = first; i < last; i += 1) shown.push(row(i));
  return html`<div class=${cls("virtual", name)} ref=${box} tabindex="0" role=${role} aria-label=${label} aria-rowcount=${rows} aria-activedescendant=${active}
    onKeyDown=${onKeyDown} onScroll=${(/** @type {Event} */ event) => {
      const element = /** @type {HTMLElement} */ (event.currentTarget);
      const far = Math.abs(element.scrollTop - view.top) > view.size;
      setView({ top: element.scrollTop, size: element.clientHeight, ahead: far ? 0 : AHEAD });
    }}>
    ${head}
    <div class=${cls("virtual-space", wide && "virtual-wide")} style=${{ height: `${real}px` }}>
      <div class="virtual-rows" style=${{ transform: `translateY(${offset}px)` }}>${shown}</div>
    </div>
  </div>`;
}
