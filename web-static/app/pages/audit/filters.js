import { html, useEffect, useState } from "../../ui.js";
import { patch } from "../../core/router.js";
import { t } from "../../core/i18n.js";
import { styles } from "../../core/styles.js";
await styles(import.meta.url);

const SINCE = ["", "15m", "1h", "24h", "7d", "30d"];
const OUTCOMES = ["", "ok", "failed", "denied", "unknown"];
const TEXTS = /** @type {const} */ (["user", "event", "object", "text"]);
const HOLDERS = /** @type {Record<string, string>} */ ({ user: "ann", event: "node.*", object: "node-1" });

/** What of the trail is shown; all of it is in the address. @param {{query: Record<string, string>}} props */
export function Filters({ query }) {
  const named = SINCE.includes(query.since ?? "");
  return html`<div class="filters" role="search">
    <label class="filters-field"><span>${t("audit.since")}</span><select value=${query.since ?? ""} onChange=${(/** @type {any} */ event) => patch({ since: event.currentTarget.value })}>
      ${SINCE.map((one) => html`<option key=${one} value=${one} selected=${one === (query.since ?? "")}>${t(`audit.since.${one || "all"}`)}</option>`)}${!named && html`<option value=${query.since} selected>${query.since}</option>`}</select></label>
    <label class="filters-field"><span>${t("audit.outcome")}</span><select value=${query.outcome ?? ""} onChange=${(/** @type {any} */ event) => patch({ outcome: event.currentTarget.value })}>
      ${OUTCOMES.map((one) => html`<option key=${one} value=${one} selected=${one === (query.outcome ?? "")}>${t(`audit.outcome.${one || "all"}`)}</option>`)}${!OUTCOMES.includes(query.outcome ?? "") && html`<option value=${query.outcome} selected>${query.outcome}</option>`}</select></label>
    ${TEXTS.map((key) => html`<${Late} key=${key} name=${key} value=${query[key] ?? ""} />`)}
    ${query.traceId && html`<${Late} name="traceId" value=${query.traceId} />`}
  </div>`;
}

/** A field that asks the server only once nobody types. @param {{name: string, value: string}} props */
function Late({ name, value }) {
  const [text, setText] = useState(value);
  useEffect(() => setText(value), [value]);
  useEffect(() => {
    if (text.trim() === value) return undefined;
    const timer = setTimeout(() => patch({ [name]: text.trim() }), 300);
    return () => clearTimeout(timer);
  }, [text]);
  return html`<label class="filters-field"><span>${t(`audit.filter.${name}`)}</span><input type="search" value=${text} placeholder=${HOLDERS[name] ?? ""} spellcheck=${false} autocomplete="off" onInput=${(/** @type {any} */ event) => setText(event.currentTarget.value)} /></label>`;
}
