import { cls, html, useState } from "../ui.js";
import { can } from "../core/session.js";
import { narrow } from "../core/settings.js";
import { t } from "../core/i18n.js";
import { styles } from "../core/styles.js";
import { PAGES, pathOf } from "../pages/index.js";
import { Icon } from "../parts/icon.js";
import { Account } from "./account.js";
await styles(import.meta.url);

const ON_A_PHONE = 4;

/** Where one can go. On a narrow screen it lies at the bottom, and what has no room is behind "more". @param {{at: string, openPalette: () => void, openKeys: () => void}} props */
export function Rail({ at, openPalette, openKeys }) {
  const [more, setMore] = useState(false);
  const pages = PAGES.filter((page) => can(page.permission));
  const entry = (/** @type {import("../pages/index.js").PageEntry} */ page) => html`<a key=${page.id} href=${pathOf(page.id)} class=${cls("rail-entry", page.id === at && "rail-at")} aria-current=${page.id === at ? "page" : undefined}
    title=${narrow.value ? undefined : `${t(`page.${page.id}`)} (g ${page.go})`} onClick=${() => setMore(false)}><${Icon} name=${page.icon} /><span>${t(`page.${page.id}`)}</span></a>`;
  const search = html`<button type="button" class="rail-entry" onClick=${() => (setMore(false), openPalette())}><${Icon} name="search" /><span>${t("palette.open")}</span>${!narrow.value && html`<kbd>Ctrl K</kbd>`}</button>`;
  if (narrow.value) {
    const hidden = pages.slice(ON_A_PHONE);
    return html`<nav class="rail" aria-label=${t("rail.label")}>
      ${more && html`<div class="rail-more">${hidden.map(entry)}${search}<${Account} openKeys=${openKeys} /></div>`}
      ${pages.slice(0, ON_A_PHONE).map(entry)}
      <button type="button" class=${cls("rail-entry", (more || hidden.some((page) => page.id === at)) && "rail-at")} aria-expanded=${more} onClick=${() => setMore(!more)}><${Icon} name="menu" /><span>${t("rail.more")}</span></button>
    </nav>`;
  }
  return html`<nav class="rail" aria-label=${t("rail.label")}>
    <a class="rail-name" href="/"><img src=${new URL("../icon.svg", import.meta.url).pathname} alt="" width="16" height="16" />muster</a>
    ${search}
    <div class="rail-pages">${pages.map(entry)}</div>
    <${Account} openKeys=${openKeys} />
  </nav>`;
}
