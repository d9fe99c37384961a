import { html, useState } from "../../ui.js";
import { identity, logout } from "../../core/session.js";
import { chosenLanguage, theme, zone } from "../../core/settings.js";
import { language, t } from "../../core/i18n.js";
import { Problem } from "../../core/problem.js";
import { complain, say } from "../../core/toasts.js";
import { styles } from "../../core/styles.js";
import { changePassword } from "../../store/people.js";
import { Button, Segments } from "../../parts/button.js";
import { Confirm } from "../../parts/confirm.js";
import { Field } from "../../parts/field.js";
import { Note, ProblemBox } from "../../parts/feedback.js";
import { Facts, Section, Tag } from "../../parts/page.js";
import { OwnTokens } from "./owntokens.js";
await styles(import.meta.url);

/** The one who looks: who he is, how it looks to him, his password and sessions. */
export function Me() {
  const who = identity.value;
  const [leaving, setLeaving] = useState(false);
  if (!who) return null;
  const permissions = [...who.permissions].sort();
  return html`<div class="me">
    <${Section} title=${t("settings.looks")}><${Facts} rows=${[
      [t("account.theme"), html`<${Segments} label=${t("account.theme")} value=${theme.value} onChange=${(/** @type {any} */ value) => (theme.value = value)} options=${["system", "light", "dark"].map((value) => ({ value, text: t(`theme.${value}`) }))} />`],
      [t("account.language"), html`<${Segments} label=${t("account.language")} value=${language.value} onChange=${(/** @type {any} */ value) => (chosenLanguage.value = value)} options=${[{ value: "en", text: "English" }, { value: "zh", text: "中文" }]} />`],
      [t("account.zone"), html`<${Segments} label=${t("account.zone")} value=${zone.value} onChange=${(/** @type {any} */ value) => (zone.value = value)} options=${[{ value: "local", text: t("zone.local") }, { value: "utc", text: "UTC" }]} />`],
    ]} /><//>
    <${Section} title=${t("settings.who")}><${Facts} rows=${[
      [t("login.user"), html`<b>${who.name}</b>`], [t("settings.credential"), who.credential ? t(`settings.credential.${who.credential}`) : undefined],
      [t("settings.roles"), who.scopes.length ? html`<ul>${who.scopes.map((one) => html`<li key=${one.role + one.target}>${one.role} <span class="me-faint">${one.target && one.target !== "all" ? html`<code>${one.target}</code>` : t("settings.everywhere")}</span></li>`)}</ul>` : who.roles.filter((role) => role !== "session").join(", ")],
      [t("settings.permissions"), html`<span class="me-tags">${permissions.map((one) => html`<${Tag} key=${one} name=${one === "*" ? t("settings.everything") : one} />`)}</span>`],
    ]} /><//>
    ${who.user && html`<${Password} /><${OwnTokens} user=${who.user} />`}
    <${Section} title=${t("settings.sessions")}><p>${t("settings.sessionsText")}</p><div class="me-row"><${Button} icon="out" onClick=${() => void logout().catch(complain)}>${t("account.logout")}<//>${who.user && html`<${Button} kind="danger" onClick=${() => setLeaving(true)}>${t("account.logoutEverywhere")}<//>`}</div><//>
    ${leaving && html`<${Confirm} title=${t("account.logoutEverywhere")} action=${t("account.logoutEverywhere")} nodes=${[]} onClose=${() => setLeaving(false)} onConfirm=${() => logout(true)}><p>${t("settings.everywhereText")}</p><//>`}
  </div>`;
}

function Password() {
  const [old, setOld] = useState("");
  const [fresh, setFresh] = useState("");
  const [again, setAgain] = useState("");
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState(/** @type {Problem | null} */ (null));
  const differs = again !== "" && fresh !== again;
  const submit = async (/** @type {Event} */ event) => {
    event.preventDefault();
    if (!old || !fresh || fresh !== again || busy) return;
    setBusy(true);
    setProblem(null);
    try {
      await changePassword(old, fresh);
      say(t("settings.passwordDone"));
      await logout().catch(() => {}); // the server ended the session with the old password
    } catch (error) {
      setProblem(Problem.from(error));
    } finally {
      setBusy(false);
    }
  };
  return html`<${Section} title=${t("settings.password")}>
    <form class="me-form" onSubmit=${submit}>
      <${Field} label=${t("settings.oldPassword")} type="password" autocomplete="current-password" value=${old} onInput=${setOld} />
      <${Field} label=${t("settings.newPassword")} type="password" autocomplete="new-password" value=${fresh} onInput=${setFresh} />
      <${Field} label=${t("settings.againPassword")} type="password" autocomplete="new-password" value=${again} onInput=${setAgain} wrong=${differs ? t("settings.differs") : undefined} />
      ${problem && html`<${ProblemBox} problem=${problem} />`}
      <${Note}>${t("settings.passwordText")}<//>
      <div class="me-row"><${Button} type="submit" disabled=${!old || !fresh || fresh !== again} busy=${busy}>${t("settings.changePassword")}<//></div>
    </form><//>`;
}
