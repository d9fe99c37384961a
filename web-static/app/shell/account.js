import { cls, html, useEffect, useRef, useState } from "../ui.js";
import { identity, logout } from "../core/session.js";
import { chosenLanguage, theme, zone } from "../core/settings.js";
import { language, t } from "../core/i18n.js";
import { complain } from "../core/toasts.js";
import { styles } from "../core/styles.js";
import { Segments } from "../parts/button.js";
import { Icon } from "../parts/icon.js";
await styles(import.meta.url);

/** Who is logged in, and how the console looks to him. @param {{openKeys: () => void}} props */
export function Account({ openKeys }) {
  const [open, setOpen] = useState(false);
  const box = useRef(/** @type {HTMLDivElement | null} */ (null));
  useEffect(() => {
    if (!open) return undefined;
    const away = (/** @type {Event} */ event) => !box.current?.contains(/** @type {Node} */ (event.target)) && setOpen(false);
    const escape = (/** @type {KeyboardEvent} */ event) => event.key === "Escape" && (event.stopPropagation(), event.preventDefault(), setOpen(false));
    addEventListener("mousedown", away);
    addEventListener("keydown", escape, true);
    return () => (removeEventListener("mousedown", away), removeEventListener("keydown", escape, true));
  }, [open]);
  const who = identity.value;
  const leave = (/** @type {boolean} */ everywhere) => logout(everywhere).catch(complain);
  return html`<div class="account" ref=${box}>
    ${open && html`<div class="account-menu" role="group" aria-label=${t("account.label")}>
      <p class="account-who"><b>${who?.name}</b><span>${who?.roles.filter((role) => role !== "session").join(", ")}</span></p>
      <div class="account-row"><span>${t("account.theme")}</span><${Segments} label=${t("account.theme")} value=${theme.value} onChange=${(/** @type {any} */ value) => (theme.value = value)}
        options=${["system", "light", "dark"].map((value) => ({ value, text: t(`theme.${value}`) }))} /></div>
      <div class="account-row"><span>${t("account.language")}</span><${Segments} label=${t("account.language")} value=${language.value} onChange=${(/** @type {any} */ value) => (chosenLanguage.value = value)}
        options=${[{ value: "en", text: "English" }, { value: "zh", text: "中文" }]} /></div>
      <div class="account-row"><span>${t("account.zone")}</span><${Segments} label=${t("account.zone")} value=${zone.value} onChange=${(/** @type {any} */ value) => (zone.value = value)}
        options=${[{ value: "local", text: t("zone.local") }, { value: "utc", text: "UTC" }]} /></div>
      <button type="button" class="account-entry" onClick=${() => (setOpen(false), openKeys())}>${t("keys.keys")}<kbd>?</kbd></button>
      <button type="button" class="account-entry" onClick=${() => void leave(false)}>${t("account.logout")}<${Icon} name="out" size=${14} /></button>
      <button type="button" class="account-entry" onClick=${() => void leave(true)}>${t("account.logoutEverywhere")}</button>
    </div>`}
    <button type="button" class=${cls("rail-entry", "account-open")} aria-expanded=${open} title=${t("account.label")} onClick=${() => setOpen(!open)}><${Icon} name="users" /><span>${who?.name}</span></button>
  </div>`;
}
