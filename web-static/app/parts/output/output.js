import { cls, html, useEffect, useMemo, useRef, useState } from "../../ui.js";
import { breathe } from "../../core/clock.js";
import { bytes, t } from "../../core/i18n.js";
import { useKeys } from "../../core/keys.js";
import { styles } from "../../core/styles.js";
import { ERR, NOTE } from "../../store/lane.js";
import { Button } from "../button.js";
import { copyText } from "../feedback.js";
import { Mark, stateName } from "../mark.js";
import { nodeList } from "../nodelist.js";
import { Virtual } from "../virtual.js";
import { classesOf, spans, strip } from "./ansi.js";
import { blockId, reference, Rows, search, textOf } from "./rows.js";
await styles(import.meta.url);

const HEIGHT = 20;
const LONGEST = 4_000; // characters of a line that are drawn

/**
 * What nodes printed: one block for all that printed the same, or one lane. Follows the end until somebody scrolls away.
 * @param {{folds: import("../../store/jobrun.js").Fold[], live: boolean, heads?: boolean, name: string, empty?: any, wrap?: boolean,
 *   onNode?: (node: string) => void, unread?: number}} props `name` of the file that a download makes
 */
export function Output({ folds, live, heads = true, name, empty, onNode, unread = 0 }) {
  const [chosen, setChosen] = useState(/** @type {Map<string, "open" | "closed">} */ (new Map()));
  const [follow, setFollow] = useState(live);
  const [wanted, setWanted] = useState("");
  const [found, setFound] = useState(/** @type {number[]} */ ([]));
  const [current, setCurrent] = useState(0);
  const [to, setTo] = useState(/** @type {{index: number, turn: number} | null} */ (null));
  const field = useRef(/** @type {HTMLInputElement | null} */ (null));
  const lines = folds.reduce((sum, fold) => sum + fold.lane.lines.length, 0);
  const rows = useMemo(() => new Rows(folds, chosen, heads), [folds, lines, chosen, heads]);
  const compared = useMemo(() => (heads ? reference(folds) : null), [folds, heads]);
  const seenEnd = useRef(rows.count);

  useEffect(() => {
    if (!wanted) {
      setFound([]);
      return undefined;
    }
    let stopped = false;
    const timer = setTimeout(async () => {
      const hits = await search(rows, wanted, breathe, () => stopped);
      if (!stopped) setFound(hits);
    }, live ? 400 : 120);
    return () => {
      stopped = true;
      clearTimeout(timer);
    };
  }, [wanted, rows]);

  const jump = (/** @type {number} */ step) => {
    if (!found.length) return;
    const next = (current + step + found.length) % found.length;
    setCurrent(next);
    setFollow(false);
    setTo({ index: found[next], turn: Math.random() });
  };
  useKeys([{ key: "ctrl+f", label: "keys.searchOutput", run: () => void field.current?.focus() }], []);

  const toggle = (/** @type {import("./rows.js").Block} */ block) => {
    const next = new Map(chosen);
    if (block.closed || block.hidden) next.set(blockId(block.fold), "open");
    else next.set(blockId(block.fold), "closed");
    setChosen(next);
  };
  const hit = found[current];
  const row = (/** @type {number} */ index) => {
    const one = rows.at(index);
    if (one.kind === "head") return html`<${BlockHead} key=${index} block=${one.block} toggle=${toggle} onNode=${onNode} />`;
    if (one.kind === "more") return html`<button key=${index} type="button" class="output-more" onClick=${() => toggle(one.block)}>${t("output.more", { count: one.block.hidden })}</button>`;
    if (one.kind === "empty") return html`<p key=${index} class="output-line output-note">${t("output.none")}</p>`;
    const { lane } = one.block.fold;
    const differs = compared !== null && one.block.fold !== compared.fold && lane.kinds[one.line] !== NOTE && !compared.lines.has(lane.lines[one.line]);
    return html`<${Line} key=${index} text=${lane.lines[one.line]} kind=${lane.kinds[one.line]} differs=${differs} wanted=${wanted} now=${index === hit} />`;
  };
  const truncated = folds.reduce((sum, fold) => sum + fold.lane.dropped, 0);

  return html`<section class="output" aria-label=${t("output.title")}>
    <div class="output-bar">
      <input ref=${field} class="output-search" type="search" placeholder=${t("output.search")} aria-label=${t("output.search")} value=${wanted}
        onInput=${(/** @type {any} */ event) => (setCurrent(0), setWanted(event.currentTarget.value))}
        onKeyDown=${(/** @type {KeyboardEvent} */ event) => event.key === "Enter" && (event.preventDefault(), jump(event.shiftKey ? -1 : 1))} />
      ${wanted && html`<span class="output-hits" role="status">${found.length ? t("output.hits", { at: current + 1, all: found.length }) : t("output.noHits")}</span>`}
      <span class="output-facts">${t("output.lines", { count: lines })}${truncated > 0 && html` · <b class="output-lost">${t("output.dropped", { bytes: bytes(truncated) })}</b>`}
        ${unread > 0 && html` · <b class="output-lost">${t("output.unread", { bytes: bytes(unread) })}</b>`}</span>
      <span class="output-space"></span>
      ${live && html`<${Button} small pressed=${follow} onClick=${() => setFollow(!follow)}>${t("output.follow")}<//>`}
      <${Button} small icon="copy" label=${t("output.copy")} disabled=${!lines} onClick=${() => void copyText(textOf(folds, heads))} />
      <${Button} small icon="download" label=${t("output.download")} disabled=${!lines} onClick=${() => save(name, textOf(folds, heads))} />
    </div>
    ${rows.count === 0 ? empty : html`<${Virtual} class="output-rows" count=${rows.count} height=${HEIGHT} row=${row} follow=${live && follow} to=${to} wide label=${t("output.title")} role="region"
      onSeen=${(/** @type {number} */ first, /** @type {number} */ _last, /** @type {boolean} */ atEnd) => {
        if (live && follow && !atEnd && rows.count === seenEnd.current && first > 0) setFollow(false);
        if (live && !follow && atEnd && rows.count > 30) setFollow(true);
        seenEnd.current = rows.count;
      }} />`}
  </section>`;
}

/** @param {{block: import("./rows.js").Block, toggle: (block: import("./rows.js").Block) => void, onNode?: (node: string) => void}} props */
function BlockHead({ block, toggle, onNode }) {
  const { fold } = block;
  const { task } = fold;
  const end = task?.exitCode !== undefined ? t("output.exit", { code: String(task.exitCode) }) : task?.signal ? t("output.signal", { signal: String(task.signal) }) : "";
  return html`<div class="output-head">
    <button type="button" class="output-fold" aria-expanded=${!block.closed} onClick=${() => toggle(block)} aria-label=${t("output.fold")}>${block.closed ? "▸" : "▾"}</button>
    <${Mark} state=${fold.state} name=${task?.skipped ? t("output.skipped") : stateName(fold.state)} />
    <b>${t("nodes.count", { count: fold.nodes.length })}</b>
    ${end && html`<span>${end}</span>`}
    ${fold.lane.attempt > 1 && html`<span class="output-faint">${t("output.attempt", { number: fold.lane.attempt })}</span>`}
    ${task?.message && html`<span class="output-message">${task.message}</span>`}
    <span class="output-who">${fold.nodes.length === 1 && onNode
      ? html`<button type="button" class="output-node" onClick=${() => onNode(fold.nodes[0])}>${fold.nodes[0]}</button>`
      : nodeList(fold.nodes, 120)}</span>
  </div>`;
}

/** @param {{text: string, kind: number, differs: boolean, wanted: string, now: boolean}} props */
function Line({ text, kind, differs, wanted, now }) {
  const cut = text.length > LONGEST;
  const shown = cut ? text.slice(0, LONGEST) : text;
  const name = cls("output-line", kind === ERR && "output-err", kind === NOTE && "output-note", differs && "output-differs", now && "output-now");
  return html`<div class=${name}>${wanted ? marked(strip(shown), wanted) : spans(shown).map((span) => (span.style ? html`<span class=${classesOf(span.style)}>${span.text}</span>` : span.text))}${cut
    ? html`<span class="output-cut"> ${t("output.cut", { count: text.length - LONGEST })}</span>`
    : ""}</div>`;
}

/** @param {string} text @param {string} wanted */
function marked(text, wanted) {
  const parts = [];
  const low = text.toLowerCase();
  const needle = wanted.toLowerCase();
  let from = 0;
  for (let at = low.indexOf(needle); at >= 0 && parts.length < 200; at = low.indexOf(needle, from)) {
    parts.push(text.slice(from, at), html`<mark>${text.slice(at, at + needle.length)}</mark>`);
    from = at + needle.length;
  }
  return [...parts, text.slice(from)];
}

/** Saves a text as a file. @param {string} name @param {string} text */
export function save(name, text) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type: "text/plain" }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
