import { html, useRef, useState } from "../ui.js";
import { clock } from "../core/i18n.js";
import { styles } from "../core/styles.js";
await styles(import.meta.url);

const WIDTH = 240;
const HEIGHT = 48;
const GAP = 150_000; // ms without a sample: the line breaks

/**
 * A small chart of the last while: what it is, what it is now, and on hover what it was.
 * @param {{title: string, now: string, lines: {at: number, value: number}[][], most?: number, text: (value: number) => string}} props
 */
export function Chart({ title, now, lines, most, text }) {
  const box = useRef(/** @type {SVGSVGElement | null} */ (null));
  const [hover, setHover] = useState(/** @type {number | null} */ (null));
  const all = lines.flat();
  const from = Math.min(...all.map((one) => one.at));
  const span = Math.max(60_000, Math.max(...all.map((one) => one.at)) - from);
  const top = most || Math.max(1, ...all.map((one) => one.value)) * 1.1;
  const x = (/** @type {number} */ at) => ((at - from) / span) * WIDTH;
  const y = (/** @type {number} */ value) => HEIGHT - 1 - (Math.min(value, top) / top) * (HEIGHT - 3);
  const path = (/** @type {{at: number, value: number}[]} */ line) =>
    line.map((one, i) => `${i === 0 || one.at - line[i - 1].at > GAP ? "M" : "L"}${x(one.at).toFixed(1)} ${y(one.value).toFixed(1)}`).join("");
  const move = (/** @type {PointerEvent} */ event) => {
    const bounds = /** @type {SVGSVGElement} */ (box.current).getBoundingClientRect();
    const wanted = from + ((event.clientX - bounds.left) / bounds.width) * span;
    let best = 0;
    lines[0].forEach((one, i) => {
      if (Math.abs(one.at - wanted) < Math.abs(lines[0][best].at - wanted)) best = i;
    });
    setHover(best);
  };
  const point = hover === null ? undefined : lines[0][hover];
  return html`<figure class="chart">
    <figcaption><span>${title}</span><b>${point ? `${clock(point.at)}  ${lines.map((line) => text(line[/** @type {number} */ (hover)]?.value ?? 0)).join(" / ")}` : now}</b></figcaption>
    <svg ref=${box} viewBox=${`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" role="img" aria-label=${`${title}: ${now}`} onPointerMove=${move} onPointerLeave=${() => setHover(null)}>
      ${lines.map((line, i) => html`<path key=${i} d=${path(line)} class=${`chart-line chart-line-${i}`} />`)}
      ${point && html`<path d=${`M${x(point.at)} 0V${HEIGHT}`} class="chart-now" />`}
    </svg>
  </figure>`;
}
