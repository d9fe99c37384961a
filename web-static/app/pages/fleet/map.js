import { nodeState } from "../../store/nodes.js";
import { kindOf } from "../../parts/mark.js";

/**
 * Where each node's square is on the map: groups one under the other, each in rows.
 * @typedef {{node: import("../../store/nodes.js").Node, x: number, y: number}} Square
 * @typedef {{name: string, y: number, height: number, nodes: import("../../store/nodes.js").Node[]}} Band
 * @typedef {{squares: Square[], bands: Band[], side: number, wide: number, high: number, named: boolean, height: number}} Layout
 *   a square has its `side` in a cell of `wide` by `high`; few nodes have their names beside them
 */

const HEAD = 20;
const GAP = 10;
const NAME = 22; // characters of a name that are drawn

/** What is tried, the largest first. @type {{side: number, wide: number, high: number, named: boolean}[]} */
const CELLS = [
  { side: 12, wide: 176, high: 24, named: true },
  ...[22, 18, 14, 12, 10, 8, 7, 6, 5].map((side) => ({ side, wide: side + (side >= 10 ? 3 : 2), high: side + (side >= 10 ? 3 : 2), named: false })),
];

/** @param {import("../../store/nodes.js").Node} node @param {string} by `` for none, `group`, or `label:KEY` */
export function groupOf(node, by) {
  if (!by) return "";
  if (by === "group") return node.groups[0] ?? "";
  return node.labels[by.slice("label:".length)] ?? "";
}

/**
 * @param {import("../../store/nodes.js").Node[]} nodes in order @param {string} by @param {number} width @param {number} height that is there without scrolling
 * @returns {Layout} with squares as large as fit, and not smaller than can be seen
 */
export function layout(nodes, by, width, height) {
  /** @type {Map<string, import("../../store/nodes.js").Node[]>} */
  const groups = new Map();
  for (const node of nodes) {
    const name = groupOf(node, by);
    const members = groups.get(name);
    if (members) members.push(node);
    else groups.set(name, [node]);
  }
  const names = [...groups.keys()].sort((a, b) => (a === "" ? 1 : b === "" ? -1 : a < b ? -1 : 1));
  const heads = by ? HEAD : 0;
  const fits = (/** @type {typeof CELLS[0]} */ cell) => {
    const columns = Math.max(1, Math.floor(width / cell.wide));
    const rows = names.reduce((sum, name) => sum + Math.ceil((groups.get(name)?.length ?? 0) / columns), 0);
    return rows * cell.high + names.length * (heads + (by ? GAP : 0)) <= height;
  };
  const { side, wide, high, named } = CELLS.find(fits) ?? CELLS[CELLS.length - 1];
  const columns = Math.max(1, Math.floor(width / wide));
  /** @type {Square[]} */
  const squares = [];
  /** @type {Band[]} */
  const bands = [];
  let y = 0;
  for (const name of names) {
    const members = groups.get(name) ?? [];
    const rows = Math.ceil(members.length / columns);
    bands.push({ name, y, height: heads + rows * high, nodes: members });
    members.forEach((node, i) => squares.push({ node, x: (i % columns) * wide, y: y + heads + Math.floor(i / columns) * high }));
    y += heads + rows * high + (by ? GAP : 0);
  }
  return { squares, bands, side, wide, high, named, height: Math.max(0, y - (by ? GAP : 0)) };
}

/** What is under a point. @param {Layout} plan @param {number} x @param {number} y @returns {Square | null} */
export function squareAt(plan, x, y) {
  // squares are in the order of their rows: few are looked at
  let low = 0;
  let high = plan.squares.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (plan.squares[middle].y + plan.high <= y) low = middle + 1;
    else high = middle;
  }
  for (let i = low; i < plan.squares.length && plan.squares[i].y <= y; i += 1) {
    const square = plan.squares[i];
    if (x >= square.x && x < square.x + plan.wide && y < square.y + plan.high) return square;
  }
  return null;
}

/** @param {Layout} plan @param {number} x1 @param {number} y1 @param {number} x2 @param {number} y2 */
export function squaresIn(plan, x1, y1, x2, y2) {
  const [left, right, top, bottom] = [Math.min(x1, x2), Math.max(x1, x2), Math.min(y1, y2), Math.max(y1, y2)];
  return plan.squares.filter((square) => square.x + plan.side >= left && square.x <= right && square.y + plan.side >= top && square.y <= bottom);
}

/**
 * Draws what can be seen. Each state has its colour and its shape: full, crossed, hollow, struck through.
 * @param {CanvasRenderingContext2D} canvas @param {Layout} plan @param {number} top @param {number} height
 * @param {Record<string, string>} colours @param {Set<string> | null} chosen @param {string} font
 */
export function draw(canvas, plan, top, height, colours, chosen, font) {
  const { side } = plan;
  const inset = plan.named ? (plan.high - side) / 2 : 0;
  canvas.lineWidth = side >= 10 ? 1.5 : 1;
  canvas.font = font;
  canvas.textBaseline = "middle";
  for (const band of plan.bands) {
    if (!band.name && plan.bands.length === 1) continue;
    if (band.y + band.height < top || band.y > top + height) continue;
    canvas.fillStyle = colours.muted;
    canvas.fillText(`${band.name || "–"}  ${band.nodes.length}`, 0, band.y - top + 9);
  }
  for (const square of plan.squares) {
    const y = square.y - top + inset;
    if (y + side < 0 || y > height) continue;
    const kind = kindOf(nodeState(square.node));
    canvas.globalAlpha = chosen && !chosen.has(square.node.id) ? 0.25 : 1;
    canvas.fillStyle = canvas.strokeStyle = colours[kind];
    if (kind === "ok") {
      canvas.fillRect(square.x, y, side, side);
    } else if (kind === "wait") {
      canvas.strokeRect(square.x + 0.75, y + 0.75, side - 1.5, side - 1.5);
    } else {
      canvas.fillRect(square.x, y, side, side);
      canvas.strokeStyle = colours.bg;
      canvas.beginPath();
      const [a, b] = [side * 0.25, side * 0.75];
      if (kind === "bad") {
        canvas.moveTo(square.x + a, y + a);
        canvas.lineTo(square.x + b, y + b);
      }
      canvas.moveTo(square.x + b, y + a);
      canvas.lineTo(square.x + a, y + b);
      canvas.stroke();
    }
    if (plan.named) {
      const { id } = square.node;
      canvas.fillStyle = colours.ink;
      canvas.fillText(id.length > NAME ? `${id.slice(0, NAME - 1)}…` : id, square.x + side + 8, y + side / 2);
    }
  }
  canvas.globalAlpha = 1;
}
