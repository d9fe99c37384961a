import { cls, html } from "../../ui.js";
import { patch } from "../../core/router.js";
import { t } from "../../core/i18n.js";
import { styles } from "../../core/styles.js";
import { historyOf, pretty } from "../../store/configs.js";
import { useResource } from "../../store/resource.js";
import { Ago } from "../../parts/ago.js";
import { compareText, Diff } from "../../parts/diff.js";
import { Empty, ProblemBox, Skeleton } from "../../parts/feedback.js";
import { Field } from "../../parts/field.js";
import { Mark } from "../../parts/mark.js";
await styles(import.meta.url);

/** The revisions of a document, and what each changed. @param {{place: import("../../store/configs.js").Place, query: Record<string, string>}} props */
export function History({ place, query }) {
  const { data, error, loading } = useResource(historyOf(place));
  if (error && !data) return html`<${ProblemBox} problem=${error} />`;
  if (loading || !data) return html`<${Skeleton} rows=${8} />`;
  if (!data.length) return html`<${Empty} icon="config" title=${t("config.noHistory")} />`;
  const at = Math.max(0, data.findIndex((one) => one.revision === query.rev));
  const chosen = data[at];
  const against = data.find((one) => one.revision === query.against) ?? data[at + 1];
  const text = (/** @type {import("../../store/configs.js").Document | undefined} */ one) => (!one || one.deleted ? "" : pretty(one.documentJson));
  const diff = compareText(text(against), text(chosen));
  const name = (/** @type {import("../../store/configs.js").Document} */ one) => `#${one.revision} · ${one.author}`;
  return html`<div class="confighistory">
    <ol class="confighistory-list" aria-label=${t("config.tab.history")}>${data.map((one) => html`<li key=${one.revision}>
      <button type="button" class=${cls("confighistory-entry", one === chosen && "confighistory-at")} aria-pressed=${one === chosen} onClick=${() => patch({ rev: one.revision, against: null })}>
        <span class="confighistory-line"><b>#${one.revision}</b><span>${one.author}</span>${one.deleted && html`<${Mark} state="deleted" />`}<span class="confighistory-when"><${Ago} time=${one.at} /></span></span>
        ${one.comment && html`<span class="confighistory-comment">${one.comment}</span>`}
      </button></li>`)}</ol>
    <div class="confighistory-diff">
      <${Field} label=${t("config.comparedWith", { revision: chosen.revision })} value=${against?.revision ?? ""} onInput=${(/** @type {string} */ value) => patch({ rev: chosen.revision, against: value })} width="min(320px, 100%)"
        options=${[...(against ? [] : [{ value: "", text: t("config.nothing") }]), ...data.filter((one) => one !== chosen).map((one) => ({ value: one.revision, text: name(one) }))]} />
      ${diff ? html`<${Diff} text=${diff} />` : html`<p class="note">${t("diff.none")}</p>`}
      ${against && against.priority !== chosen.priority && html`<p class="note">${t("config.priority")}: ${against.priority} → ${chosen.priority}</p>`}
    </div>
  </div>`;
}
