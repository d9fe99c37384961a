import { html, useState } from "../../ui.js";
import { can } from "../../core/session.js";
import { t } from "../../core/i18n.js";
import { say } from "../../core/toasts.js";
import { styles } from "../../core/styles.js";
import { createRole, deleteRole, roles } from "../../store/people.js";
import { useResource } from "../../store/resource.js";
import { Button } from "../../parts/button.js";
import { Confirm } from "../../parts/confirm.js";
import { ProblemBox, Skeleton } from "../../parts/feedback.js";
import { Check, Field } from "../../parts/field.js";
import { Tag } from "../../parts/page.js";
await styles(import.meta.url);

/** Sets of permissions with a name. */
export function Roles() {
  const { data, error, loading } = useResource(roles);
  const [making, setMaking] = useState(false);
  const [asked, setAsked] = useState("");
  const manage = can("user:manage");
  if (error && !data) return html`<${ProblemBox} problem=${error} />`;
  if (loading || !data) return html`<${Skeleton} rows=${6} />`;
  return html`<div class="settings-list">
    <div class="settings-bar"><span class="table-faint">${t("settings.rolesText")}</span><span class="settings-space"></span>${manage && html`<${Button} small kind="main" icon="join" onClick=${() => setMaking(true)}>${t("settings.newRole")}<//>`}</div>
    <ul class="roles" tabindex="0">${data.roles.map((one) => html`<li key=${one.name} class="roles-entry">
      <div class="roles-name"><b>${one.name}</b>${one.builtIn && html`<span class="table-faint">${t("settings.builtIn")}</span>`}</div>
      <div class="roles-what">${one.description && html`<p>${one.description}</p>`}<span class="roles-tags">${one.permissions.includes("*") ? html`<${Tag} name=${t("settings.everything")} />` : [...one.permissions].sort().map((name) => html`<${Tag} key=${name} name=${name} />`)}</span></div>
      ${manage && !one.builtIn && html`<${Button} small onClick=${() => setAsked(one.name)}>${t("config.delete")}<//>`}</li>`)}</ul>
    ${making && html`<${NewRole} permissions=${data.permissions} aliases=${data.aliases} onClose=${() => setMaking(false)} />`}
    ${asked && html`<${Confirm} title=${t("settings.deleteRole", { name: asked })} action=${t("config.delete")} nodes=${[]} onClose=${() => setAsked("")} onConfirm=${async () => {
      await deleteRole(asked);
      say(t("settings.deleted", { name: asked }));
    }}><p>${t("settings.deleteRoleText")}</p><//>`}
  </div>`;
}

/** @param {{permissions: string[], aliases: {alias: string, permissions?: string[]}[], onClose: () => void}} props */
function NewRole({ permissions, aliases, onClose }) {
  const [name, setName] = useState("");
  const [description, setDescription] = useState("");
  const [chosen, setChosen] = useState(/** @type {string[]} */ ([]));
  const toggle = (/** @type {string} */ one) => (/** @type {boolean} */ on) => setChosen(on ? [...chosen, one] : chosen.filter((other) => other !== one));
  const bad = !/^[a-z][a-z0-9._-]{0,62}$/.test(name);
  return html`<${Confirm} title=${t("settings.newRole")} action=${t("settings.create")} danger=${false} nodes=${[]} onClose=${onClose} onConfirm=${async () => {
    if (bad) throw new Error(t("settings.badName"));
    if (!chosen.length) throw new Error(t("settings.needsPermission"));
    await createRole({ name, description, permissions: chosen });
    say(t("settings.roleDone", { name }));
  }}>
    <${Field} label=${t("nodes.name")} value=${name} onInput=${setName} mono required autofocus wrong=${name && bad ? t("settings.badName") : undefined} />
    <${Field} label=${t("settings.description")} value=${description} onInput=${setDescription} />
    <fieldset class="scope"><legend>${t("settings.permissions")}</legend><div class="roles-permissions">${permissions.filter((one) => one !== "*").map((one) => html`<${Check} key=${one} label=${html`<code>${one}</code>`} checked=${chosen.includes(one)} onChange=${toggle(one)} />`)}</div></fieldset>
    ${aliases.length > 0 && html`<fieldset class="scope"><legend>${t("settings.aliases")}</legend><div class="roles-permissions">${aliases.map((one) => html`<${Check} key=${one.alias} label=${html`<code title=${(one.permissions ?? []).join(" ")}>${one.alias}</code>`} checked=${chosen.includes(one.alias)} onChange=${toggle(one.alias)} />`)}</div></fieldset>`}
  <//>`;
}
