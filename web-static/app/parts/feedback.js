import { cls, html, useEffect, useState } from "../ui.js";
import { t } from "../core/i18n.js";
import { styles } from "../core/styles.js";
import { Icon } from "./icon.js";
await styles(import.meta.url);

/** Nothing here yet: what to do first. @param {{title: string, children?: any, icon?: any}} props */
export function Empty({ title, children, icon }) {
  return html`<div class="empty">
    ${icon && html`<${Icon} name=${icon} size=${20} />`}
    <p class="empty-title">${title}</p>
    ${children && html`<div class="empty-text">${children}</div>`}
  </div>`;
}

/** A command to copy. @param {{text: string}} props */
export function Snippet({ text }) {
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return undefined;
    const timer = setTimeout(() => setCopied(false), 2000);
    return () => clearTimeout(timer);
  }, [copied]);
  return html`<div class="snippet">
    <pre tabindex="0">${text}</pre>
    <button type="button" class="snippet-copy" aria-label=${t("action.copy")} title=${t("action.copy")}
      onClick=${() => copyText(text).then(() => setCopied(true))}><${Icon} name=${copied ? "check" : "copy"} size=${14} /></button>
  </div>`;
}

/** @param {string} text @returns {Promise<void>} */
export const copyText = (text) => navigator.clipboard.writeText(text);

/** What comes, in outline; only after a tenth of a second, so that what is quick does not flicker. @param {{rows?: number}} props */
export function Skeleton({ rows = 6 }) {
  const [shown, setShown] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setShown(true), 100);
    return () => clearTimeout(timer);
  }, []);
  if (!shown) return null;
  return html`<div class="skeleton" role="status" aria-label=${t("loading")}>
    ${Array.from({ length: rows }, (_, i) => html`<div key=${i} class="skeleton-row"><i style=${{ width: `${30 + ((i * 37) % 50)}%` }}></i></div>`)}
  </div>`;
}

/**
 * What went wrong, with the trace id that finds it in the server's logs.
 * @param {{problem: import("../core/problem.js").Problem, onRetry?: () => void, quiet?: boolean}} props
 */
export function ProblemBox({ problem, onRetry, quiet }) {
  const text = problem.status === 0 ? t("problem.unreachable") : problem.message;
  return html`<div class=${cls("problem", quiet && "problem-quiet")} role="alert">
    <p>${problem.title && problem.title !== problem.message && problem.status ? html`<b>${problem.title}.</b> ` : ""}${text}</p>
    ${problem.violations.length > 0 && html`<ul>${problem.violations.map((one) => html`<li><code>${one.field}</code> ${one.message}</li>`)}</ul>`}
    <p class="problem-foot">
      ${problem.traceId && html`<${TraceId} id=${problem.traceId} />`}
      ${onRetry && html`<button type="button" class="textlink" onClick=${onRetry}>${t("action.tryAgain")}</button>`}
    </p>
  </div>`;
}

/** @param {{id: string}} props */
export function TraceId({ id }) {
  return html`<span class="trace">${t("trace")} <button type="button" title=${t("action.copy")} onClick=${() => copyText(id)}><code>${id}</code></button></span>`;
}

/** A short explanation beside what it is about. @param {{children?: any, kind?: "bad" | "odd"}} props */
export const Note = ({ children, kind }) => html`<p class=${cls("note", kind && `note-${kind}`)}>${children}</p>`;
