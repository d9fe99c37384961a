import { cls, html } from "../ui.js";
import { now } from "../core/clock.js";
import { live } from "../core/feed.js";
import { relative, t } from "../core/i18n.js";
import { styles } from "../core/styles.js";
await styles(import.meta.url);

/**
 * A page: a bar with its title and what can be done, then what it is about. `fill`: the inside scrolls itself.
 * @param {{title: any, bar?: any, actions?: any, children?: any, fill?: boolean}} props
 */
export function Page({ title, bar, actions, children, fill }) {
  return html`<main class="page">
    <header class="page-bar">
      <h1>${title}</h1>
      <div class="page-middle">${bar}</div>
      ${actions && html`<div class="page-actions">${actions}</div>`}
    </header>
    <div class=${cls("page-body", fill ? "page-fill" : "page-scroll")}>${children}</div>
  </main>`;
}

/** A part of a page under a heading. @param {{title: any, aside?: any, children?: any}} props */
export function Section({ title, aside, children }) {
  return html`<section class="section">
    <header class="section-head"><h2>${title}</h2>${aside && html`<div class="section-aside">${aside}</div>`}</header>
    ${children}
  </section>`;
}

/** Names and values, aligned. @param {{rows: [any, any][]}} props */
export const Facts = ({ rows }) =>
  html`<dl class="facts">${rows.filter(([, value]) => value !== undefined && value !== null && value !== "").map(([name, value]) => html`<dt>${name}</dt><dd>${value}</dd>`)}</dl>`;

/** Says of what is shown that it is old, once it is. @param {{at: number, every?: number}} props ms since 1970; ms */
export function Stale({ at, every = 15_000 }) {
  if (!at || (live.value && every <= 15_000) || now.value - at < every * 2) return null;
  return html`<span class="stale">${t("stale", { ago: relative(at, now.value) })}</span>`;
}

/**
 * Tabs that are links.
 * @param {{tabs: {id: string, text: any, href: string}[], at: string, label: string}} props
 */
export const Tabs = ({ tabs, at, label }) => html`<nav class="tabs" aria-label=${label}>
  ${tabs.map((tab) => html`<a key=${tab.id} href=${tab.href} class=${cls("tab", tab.id === at && "tab-at")} aria-current=${tab.id === at ? "page" : undefined}>${tab.text}</a>`)}
</nav>`;

/** A label of a node, or whatever else has a name and a value. @param {{name: string, value?: string, onClick?: () => void, onRemove?: () => void, title?: string}} props */
export const Tag = ({ name, value, onClick, onRemove, title }) => html`<span class="tag" title=${title}>
  ${onClick ? html`<button type="button" onClick=${onClick}>${name}${value !== undefined && html`<b>${value}</b>`}</button>` : html`<span>${name}${value !== undefined && html`<b>${value}</b>`}</span>`}
  ${onRemove && html`<button type="button" class="tag-remove" aria-label=${t("action.removeNamed", { name })} title=${t("action.removeNamed", { name })} onClick=${onRemove}>×</button>`}
</span>`;
