import { html, useEffect, useMemo, useRef, useState } from "../../ui.js";
import { narrow, shade } from "../../core/settings.js";
import { t } from "../../core/i18n.js";
import { styles } from "../../core/styles.js";
import { nodeState } from "../../store/nodes.js";
import { Mark } from "../../parts/mark.js";
import { draw, layout, squareAt, squaresIn } from "./map.js";
await styles(import.meta.url);

/** The share of a telephone's height that the map may take. */
const ON_A_PHONE = 0.4;

/** The colours of states, as the style sheet has them now. */
function colours() {
  const style = getComputedStyle(document.documentElement);
  /** @type {Record<string, string>} */
  const found = {};
  for (const name of ["ok", "run", "wait", "bad", "odd", "off", "bg", "ink", "muted", "accent"]) found[name] = style.getPropertyValue(`--${name}`).trim();
  return { found, font: `11px ${style.getPropertyValue("--font")}` };
}

/**
 * One square a node. Hover tells, a click opens, dragging selects.
 * @param {{nodes: import("../../store/nodes.js").Node[], by: string, chosen: Set<string> | null, onOpen: (id: string) => void,
 *   onSelect: (ids: string[]) => void}} props
 */
export function FleetMap({ nodes, by, chosen, onOpen, onSelect }) {
  const box = useRef(/** @type {HTMLDivElement | null} */ (null));
  const paper = useRef(/** @type {HTMLCanvasElement | null} */ (null));
  const [size, setSize] = useState({ width: 0, height: 0 });
  const [hover, setHover] = useState(/** @type {{node: any, x: number, y: number} | null} */ (null));
  const [frame, setFrame] = useState(/** @type {{x1: number, y1: number, x2: number, y2: number} | null} */ (null));
  const room = narrow.value ? innerHeight * ON_A_PHONE : size.height;
  const plan = useMemo(() => layout(nodes, by, size.width, room), [nodes, by, size.width, room]);

  useEffect(() => {
    const element = /** @type {HTMLDivElement} */ (box.current);
    const watcher = new ResizeObserver(() => setSize({ width: element.clientWidth - 16, height: element.clientHeight - 8 }));
    watcher.observe(element);
    return () => watcher.disconnect();
  }, []);

  const paint = () => {
    const canvas = paper.current;
    const element = box.current;
    const context = canvas?.getContext("2d");
    if (!canvas || !element || !context || !size.width) return;
    const ratio = devicePixelRatio || 1;
    const [width, height] = [size.width, element.clientHeight];
    if (canvas.width !== Math.round(width * ratio) || canvas.height !== Math.round(height * ratio)) {
      canvas.width = Math.round(width * ratio);
      canvas.height = Math.round(height * ratio);
    }
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, width, height);
    const { found, font } = colours();
    draw(context, plan, element.scrollTop, height, found, chosen, font);
  };
  useEffect(() => {
    const asked = requestAnimationFrame(paint);
    return () => cancelAnimationFrame(asked);
  }, [plan, chosen, shade.value, size]);

  const place = (/** @type {PointerEvent} */ event) => {
    const bounds = /** @type {HTMLCanvasElement} */ (paper.current).getBoundingClientRect();
    return { x: event.clientX - bounds.left, y: event.clientY - bounds.top + (box.current?.scrollTop ?? 0) };
  };
  const down = (/** @type {PointerEvent} */ event) => {
    if (event.button !== 0) return;
    const { x, y } = place(event);
    if (event.pointerType === "mouse") /** @type {Element} */ (event.currentTarget).setPointerCapture(event.pointerId);
    setFrame({ x1: x, y1: y, x2: x, y2: y });
  };
  const moved = (/** @type {PointerEvent} */ event) => {
    const { x, y } = place(event);
    if (frame && event.pointerType === "mouse") return setFrame({ ...frame, x2: x, y2: y });
    const square = squareAt(plan, x, y);
    return setHover(square ? { node: square.node, x: square.x, y: square.y - (box.current?.scrollTop ?? 0) } : null);
  };
  const up = (/** @type {PointerEvent} */ event) => {
    if (!frame) return;
    setFrame(null);
    const { x, y } = place(event);
    if (Math.abs(x - frame.x1) < 4 && Math.abs(y - frame.y1) < 4) {
      const square = squareAt(plan, x, y);
      if (square) onOpen(square.node.id);
    } else if (event.pointerType === "mouse") {
      const inside = squaresIn(plan, frame.x1, frame.y1, x, y);
      if (inside.length) onSelect(inside.map((square) => square.node.id));
    }
  };
  const state = hover && nodeState(hover.node);
  return html`<div class="fleetmap" ref=${box} onScroll=${paint} style=${narrow.value ? { height: `${Math.min(plan.height, room) + 12}px` } : undefined}>
    <div class="fleetmap-space" style=${{ height: `${plan.height}px` }}>
      <canvas ref=${paper} class="fleetmap-paper" style=${{ width: `${size.width}px`, height: `${size.height + 8}px` }} role="img" aria-label=${t("fleet.map", { count: nodes.length })}
        onPointerDown=${down} onPointerMove=${moved} onPointerUp=${up} onPointerLeave=${() => setHover(null)}></canvas>
    </div>
    ${frame && html`<i class="fleetmap-frame" style=${{ left: `${Math.min(frame.x1, frame.x2)}px`, top: `${Math.min(frame.y1, frame.y2) + 4}px`, width: `${Math.abs(frame.x2 - frame.x1)}px`, height: `${Math.abs(frame.y2 - frame.y1)}px` }}></i>`}
    ${hover && !frame && html`<div class="fleetmap-tip" style=${{ left: `${Math.min(hover.x + 16, size.width - 220)}px`, top: `${hover.y + plan.high + 6 + (box.current?.scrollTop ?? 0)}px` }}>
      <b>${hover.node.id}</b> <${Mark} state=${state} />
      <span>${Object.entries(hover.node.labels).slice(0, 4).map(([key, value]) => `${key}=${value}`).join("  ")}</span>
    </div>`}
  </div>`;
}
