import { cls, html, useEffect, useId, useMemo, useRef, useState } from "../../ui.js";
import { t } from "../../core/i18n.js";
import { useKeys } from "../../core/keys.js";
import { styles } from "../../core/styles.js";
import { factPaths, learnFacts, mistakeAt, selection, vocabulary } from "../../store/targets.js";
import { loadFacts, nodeFacts, nodes, nodesState, useNodes } from "../../store/nodes.js";
import { useResource } from "../../store/resource.js";
import { Mark } from "../mark.js";
import { nodeState } from "../../store/nodes.js";
import { complete } from "./complete.js";
await styles(import.meta.url);

const PATIENCE = 180; // ms without a key before the server is asked
const PEEK = 60;

/** @param {string} text @param {number} ms */
function useSettled(text, ms) {
  const [settled, setSettled] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text), ms);
    return () => clearTimeout(timer);
  }, [text, ms]);
  return settled;
}

/**
 * Where nodes are chosen: a selector with completion, mistakes where they are, and the live answer who it picks.
 * @param {{value: string, onChange: (target: string) => void, cordoned?: boolean, optional?: boolean, label?: string,
 *   autofocus?: boolean, onEnter?: () => void, onPick?: (ids: string[] | null) => void}} props
 *   `cordoned` takes the cordoned ones too; `optional`: empty means all; `onPick` hears what is picked, null while it is not known
 */
export function TargetBar({ value, onChange, cordoned = false, optional = false, label, autofocus, onEnter, onPick }) {
  useNodes();
  const field = useRef(/** @type {HTMLInputElement | null} */ (null));
  const id = useId();
  const [caret, setCaret] = useState(value.length);
  const [focused, setFocused] = useState(false);
  const [listed, setListed] = useState(false);
  const [at, setAt] = useState(0);
  const [peek, setPeek] = useState(false);
  const [scroll, setScroll] = useState(0);
  const settled = useSettled(value.trim(), PATIENCE);
  const words = vocabulary.value;
  const facts = factPaths.value;
  const offers = useMemo(
    () => (focused && listed ? complete(value, caret, { ...words, facts, ids: () => nodes.list().map((node) => node.id) }) : []),
    [value, caret, focused, listed, words, facts],
  );
  useKeys([{ key: "/", label: "keys.target", run: () => void (field.current?.focus(), field.current?.select()) }], []);

  // What facts there are is learned from some nodes, once somebody writes a target.
  useEffect(() => {
    if (!focused || facts.size) return;
    const some = nodes.list().filter((node) => node.status === "online").slice(0, 8).map((node) => node.id);
    if (some.length) loadFacts(some).then(() => some.forEach((one) => learnFacts(nodeFacts(one).data.peek() ?? {})), () => {});
  }, [focused, nodesState.value.loaded]);

  const take = (/** @type {import("./complete.js").Completion} */ offer) => {
    const next = value.slice(0, offer.from) + offer.text + value.slice(offer.to);
    const place = offer.text === '"" in groups' ? offer.from + 1 : offer.from + offer.text.length;
    onChange(next);
    setCaret(place);
    setAt(0);
    setListed(offer.kind !== "value" && offer.kind !== "group" && offer.kind !== "node");
    requestAnimationFrame(() => field.current?.setSelectionRange(place, place));
  };
  const keys = (/** @type {KeyboardEvent} */ event) => {
    const open = offers.length > 0;
    if (event.key === "ArrowDown" && open) setAt((at + 1) % offers.length);
    else if (event.key === "ArrowDown") setListed(true);
    else if (event.key === "ArrowUp" && open) setAt((at + offers.length - 1) % offers.length);
    else if ((event.key === "Tab" && open && !event.shiftKey) || (event.key === "Enter" && open && at > 0)) take(offers[at]);
    else if (event.key === "Enter") (setListed(false), onEnter?.());
    else if (event.key === "Escape" && open) setListed(false);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  const note = (/** @type {Event} */ event) => setCaret(/** @type {HTMLInputElement} */ (event.currentTarget).selectionStart ?? 0);
  const known = settled === value.trim();

  return html`<div class=${cls("target", focused && "target-focused")}>
    <div class="target-line">
      <label class="target-label" for=${id}>${label ?? t("target.label")}</label>
      <div class="target-field">
        <input ref=${field} id=${id} class="target-input" value=${value} spellcheck=${false} autocomplete="off" autocapitalize="off" autofocus=${autofocus}
          placeholder=${optional ? t("target.all") : t("target.example")} role="combobox" aria-expanded=${offers.length > 0} aria-controls=${`${id}-list`} aria-autocomplete="list"
          aria-activedescendant=${offers.length ? `${id}-${at}` : undefined}
          onInput=${(/** @type {any} */ event) => (onChange(event.currentTarget.value), note(event), setListed(true), setAt(0))}
          onKeyDown=${keys} onKeyUp=${note} onClick=${(/** @type {Event} */ event) => (note(event), setListed(true))}
          onFocus=${() => setFocused(true)} onBlur=${() => (setFocused(false), setListed(false))}
          onScroll=${(/** @type {any} */ event) => setScroll(event.currentTarget.scrollLeft)} />
        ${offers.length > 0 && html`<${Offers} id=${id} offers=${offers} at=${at} take=${take} />`}
      </div>
      ${settled || optional
        ? html`<${Answer} target=${settled} all=${optional && !settled} cordoned=${cordoned} known=${known} peek=${peek} setPeek=${setPeek} onPick=${onPick} shift=${(field.current?.parentElement?.offsetLeft ?? 0) - scroll} />`
        : html`<${Nobody} onPick=${onPick} />`}
    </div>
  </div>`;
}

/** @param {{onPick?: (ids: string[] | null) => void}} props */
function Nobody({ onPick }) {
  useEffect(() => onPick?.(null), []);
  return html`<span class="target-count">${t("target.none")}</span>`;
}

/** @param {{id: string, offers: import("./complete.js").Completion[], at: number, take: (offer: import("./complete.js").Completion) => void}} props */
function Offers({ id, offers, at, take }) {
  return html`<ul class="target-offers" role="listbox" id=${`${id}-list`} aria-label=${t("target.offers")}>
    ${offers.map((offer, i) => html`<li key=${offer.text} id=${`${id}-${i}`} role="option" aria-selected=${i === at} class=${cls("target-offer", i === at && "target-offer-at")}
      onMouseDown=${(/** @type {Event} */ event) => (event.preventDefault(), take(offer))}>
      <code>${offer.text}</code><span>${offer.kind === "word" ? t(offer.hint) : offer.hint}</span></li>`)}
  </ul>`;
}

/** @param {{target: string, all: boolean, cordoned: boolean, known: boolean, peek: boolean, shift: number,
 *   setPeek: (peek: boolean) => void, onPick?: (ids: string[] | null) => void}} props */
function Answer({ target, all, cordoned, known: settled, peek, setPeek, onPick, shift }) {
  const { data, error } = useResource(selection(all ? "all" : target, cordoned));
  const ids = data?.ids;
  useEffect(() => onPick?.(settled && !error ? (ids ?? null) : null), [ids, settled, error]);
  const column = error && error.status !== 0 ? mistakeAt(error.message, target) : -1;
  if (error) {
    const text = error.status === 0 ? t("problem.unreachable") : error.message.split("\n")[0].replace(/^target is wrong at \d+:\d+: /, "");
    return html`<span class="target-count target-wrong">${t("target.wrong")}</span>
      <p class="target-mistake" role="alert">${column >= 0 && html`<span class="target-caret" style=${{ left: `calc(${column}ch + ${shift}px)` }} aria-hidden="true">▲</span>`}
        <span class="target-reason" style=${{ paddingLeft: `calc(min(${Math.max(0, column)}ch + ${shift}px, 60%) + 16px)` }}>${text}</span></p>`;
  }
  return html`<button type="button" class=${cls("target-count", !settled && "target-old")} aria-expanded=${peek} title=${t("target.peek")} onClick=${() => setPeek(!peek)} disabled=${!ids}>
      ${ids ? t("target.count", { count: ids.length, all: nodes.list().length }) : t("loading")}</button>
    ${peek && ids && html`<div class="target-peek">
      ${ids.length === 0 ? html`<p>${t("target.nobody")}</p>` : ids.slice(0, PEEK).map((one) => {
        const node = nodes.map.get(one);
        return html`<a key=${one} href=${`/nodes/${one}`}><${Mark} bare state=${node ? nodeState(node) : "unknown"} />${one}</a>`;
      })}
      ${ids.length > PEEK && html`<span>${t("target.more", { count: ids.length - PEEK })}</span>`}
    </div>`}`;
}
