import { html, useEffect, useState } from "../ui.js";
import { can, ended, identity } from "../core/session.js";
import { go, openDrawer, route } from "../core/router.js";
import { language, t } from "../core/i18n.js";
import { bind } from "../core/keys.js";
import { styles } from "../core/styles.js";
import { DRAWERS, PAGES, pathOf } from "../pages/index.js";
import { Dialog } from "../parts/dialog.js";
import { Empty } from "../parts/feedback.js";
import { Page } from "../parts/page.js";
import { ConnectionBar } from "./connectionbar.js";
import { KeySheet } from "./keysheet.js";
import { Lazy } from "./lazy.js";
import { Login } from "./login.js";
import { Palette } from "./palette.js";
import { Rail } from "./rail.js";
import { Toasts } from "./toasts.js";
await styles(import.meta.url);

/** The frame: rail, page, drawer, and what lies over them. */
export function Shell() {
  const [over, setOver] = useState(/** @type {"" | "palette" | "keys"} */ (""));
  const who = identity.value;
  useEffect(() => {
    document.documentElement.lang = language.value === "zh" ? "zh-CN" : "en";
  }, [language.value]);
  useEffect(() => {
    if (!who) return undefined;
    return bind([
      { key: "ctrl+k", label: "keys.palette", run: () => setOver("palette") },
      { key: "?", label: "keys.keys", run: () => setOver("keys") },
      { key: "Escape", label: "keys.close", run: () => closeTop() },
      ...PAGES.filter((page) => can(page.permission)).map((page) => ({ key: `g ${page.go}`, label: `page.${page.id}`, run: () => go(pathOf(page.id)) })),
    ]);
  }, [who]);

  if (who === undefined) return null;
  if (who === null) return html`<${Login} /><${Toasts} />`;
  const { parts, query } = route.value;
  const page = PAGES.find((one) => one.id === (parts[0] ?? "fleet"));
  const [kind, ...rest] = (query.open ?? "").split("/");
  const title = page ? t(`page.${page.id}`) : "";
  document.title = [...parts.slice(1), title, "Muster"].filter(Boolean).join(" · ");
  return html`<div class="shell">
    <${ConnectionBar} />
    <div class="shell-row">
      <${Rail} at=${page?.id ?? ""} openPalette=${() => setOver("palette")} openKeys=${() => setOver("keys")} />
      ${page && can(page.permission)
        ? html`<${Lazy} key=${page.id} load=${page.load} props=${{ parts, query }} />`
        : html`<${Page} title=${title || t("page.none")}><${Empty} title=${page ? t("page.denied", { permission: page.permission }) : t("page.missing", { path: route.value.path })}><a href="/">${t("page.fleet")}</a><//><//>`}
      ${kind in DRAWERS && rest.length > 0 && html`<aside class="drawer" aria-label=${t("drawer.label")}><${Lazy} key=${kind} load=${DRAWERS[kind]} props=${{ id: rest.join("/") }} /></aside>`}
    </div>
    <${Toasts} />
    ${over === "palette" && html`<${Palette} onClose=${() => setOver("")} />`}
    ${over === "keys" && html`<${KeySheet} onClose=${() => setOver("")} />`}
    ${ended.value && html`<${Dialog} bare title=${t("login.again")} onClose=${() => {}}><${Login} again /><//>`}
  </div>`;
}

/** Escape leaves a field first, then closes the drawer. @returns {boolean} */
function closeTop() {
  const { activeElement } = document;
  if (activeElement instanceof HTMLInputElement || activeElement instanceof HTMLTextAreaElement) {
    activeElement.blur();
    return true;
  }
  if (!route.peek().query.open) return false;
  openDrawer(null);
  return true;
}
