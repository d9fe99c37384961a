import { html, useState } from "../../ui.js";
import { can, identity } from "../../core/session.js";
import { href, openDrawer } from "../../core/router.js";
import { t } from "../../core/i18n.js";
import { say } from "../../core/toasts.js";
import { styles } from "../../core/styles.js";
import { bindRole, deleteUser, enable, roles, setCertificates, setPassword, unbindRole, users } from "../../store/people.js";
import { useResource } from "../../store/resource.js";
import { Ago } from "../../parts/ago.js";
import { Button } from "../../parts/button.js";
import { Confirm } from "../../parts/confirm.js";
import { DrawerHead } from "../../parts/drawerhead.js";
import { Empty, Note, ProblemBox, Skeleton } from "../../parts/feedback.js";
import { Field } from "../../parts/field.js";
import { Mark } from "../../parts/mark.js";
import { Facts, Section } from "../../parts/page.js";
import { Choice, ScopeFields, ScopeText } from "./scope.js";
import { NewToken } from "./newtoken.js";
await styles(import.meta.url);

/** A person: what he may do and where, and how he gets in. @param {{id: string}} props his name */
export default function UserDrawer({ id }) {
  const { data, error } = useResource(users);
  const [asked, setAsked] = useState("");
  const user = data?.find((one) => one.name === id);
  const manage = can("user:manage");
  const title = html`<h2><code>${id}</code></h2>${user && html`<${Mark} state=${user.disabled ? "disabled" : "active"} />`}`;
  return html`<${DrawerHead} title=${title} onClose=${() => openDrawer(null)} />
    <div class="userdrawer">${error && !data ? html`<${ProblemBox} problem=${error} />` : !data ? html`<${Skeleton} rows=${4} />` : !user ? html`<${Empty} icon="users" title=${t("settings.userGone", { name: id })} />` : html`
      ${manage && html`<div class="userdrawer-actions">
        <${Button} small onClick=${() => setAsked("bind")}>${t("settings.bind")}<//><${Button} small onClick=${() => setAsked("password")}>${t("settings.setPassword")}<//><${Button} small onClick=${() => setAsked("certificates")}>${t("settings.certificates")}<//><${Button} small onClick=${() => setAsked("token")}>${t("settings.newToken")}<//>
        ${user.name !== identity.value?.user && html`<${Button} small onClick=${() => setAsked(user.disabled ? "enable" : "disable")}>${t(user.disabled ? "settings.enable" : "settings.disable")}<//><${Button} small kind="danger" onClick=${() => setAsked("delete")}>${t("config.delete")}<//>`}</div>`}
      <${Section} title=${t("settings.bindings")}>${(user.bindings ?? []).length === 0 ? html`<${Note}>${t("settings.noRoleText")}<//>` : html`<ul class="userdrawer-bindings">${(user.bindings ?? []).map((one) => html`<li key=${one.id}>
        <b>${one.role}</b><span class="userdrawer-scope"><${ScopeText} target=${one.target} environments=${one.environments} /></span>${one.origin && html`<span class="table-faint">${one.origin}</span>`}
        ${manage && !one.origin && html`<${Button} small icon="close" label=${t("action.removeNamed", { name: one.role })} onClick=${() => setAsked(`unbind ${one.id}`)} />`}</li>`)}</ul>`}<//>
      <${Section} title=${t("node.about")}><${Facts} rows=${[
        [t("settings.displayName"), user.displayName], [t("settings.email"), user.email], [t("login.password"), t(user.hasPassword ? "settings.has" : "settings.hasNot")], [t("settings.provider"), user.provider],
        [t("settings.certificates"), user.certificateSubjects?.length ? html`<code>${user.certificateSubjects.join(", ")}</code>` : undefined], [t("settings.lastLogin"), html`<${Ago} time=${user.lastLoginAt} />`], [t("join.made"), html`<${Ago} time=${user.createdAt} /> ${user.createdBy ? t("job.by", { name: user.createdBy }) : ""}`],
      ]} /><//>
      ${can("audit:read") && html`<p><a href=${href("/audit", { user: user.name })}>${t("settings.whatHeDid")}</a></p>`}
      ${asked && html`<${Ask} key=${asked} what=${asked} user=${user} onClose=${() => setAsked("")} />`}`}
    </div>`;
}

/** @param {{what: string, user: import("../../store/people.js").User, onClose: () => void}} props */
function Ask({ what, user, onClose }) {
  const { data } = useResource(roles);
  const [text, setText] = useState(what === "certificates" ? (user.certificateSubjects ?? []).join("\n") : "");
  const [role, setRole] = useState("viewer");
  const [target, setTarget] = useState("");
  const [chosen, setChosen] = useState(/** @type {string[]} */ ([]));
  const { name } = user;
  const done = async (/** @type {Promise<unknown>} */ work) => {
    await work;
    say(t("settings.changed", { name }));
  };
  const common = { nodes: [], onClose, danger: false };
  if (what === "token") return html`<${NewToken} user=${name} onClose=${onClose} />`;
  if (what === "bind") return html`<${Confirm} ...${common} title=${t("settings.bindTitle", { name })} action=${t("settings.bind")} onConfirm=${() => done(bindRole(name, { role, target: target.trim() || undefined, environments: chosen }))}>
    <${Choice} label=${t("settings.role")} value=${role} onInput=${setRole} options=${(data?.roles ?? []).map((one) => one.name)} /><${ScopeFields} target=${target} chosen=${chosen} onTarget=${setTarget} onChosen=${setChosen} /><//>`;
  if (what === "password") return html`<${Confirm} ...${common} title=${t("settings.passwordTitle", { name })} action=${t("settings.setPassword")} onConfirm=${() => done(setPassword(name, text))}><${Field} label=${t("settings.newPassword")} type="password" autocomplete="new-password" value=${text} onInput=${setText} required autofocus /><p class="note">${t("settings.endsSessions")}</p><//>`;
  if (what === "certificates") return html`<${Confirm} ...${common} title=${t("settings.certificatesTitle", { name })} action=${t("settings.save")} onConfirm=${() => done(setCertificates(name, text.split("\n").map((line) => line.trim()).filter(Boolean)))}><${Field} label=${t("settings.certificates")} lines=${4} mono value=${text} onInput=${setText} placeholder="cn:ann" below=${t("settings.certificatesBelow")} autofocus /><//>`;
  if (what === "enable") return html`<${Confirm} ...${common} title=${t("settings.enableTitle", { name })} action=${t("settings.enable")} onConfirm=${() => done(enable(name, true))} />`;
  if (what === "disable") return html`<${Confirm} ...${common} danger title=${t("settings.disableTitle", { name })} action=${t("settings.disable")} onConfirm=${() => done(enable(name, false))}><p>${t("settings.disableText")}</p><//>`;
  if (what.startsWith("unbind ")) return html`<${Confirm} ...${common} danger title=${t("settings.unbindTitle", { name })} action=${t("nodes.remove")} onConfirm=${() => done(unbindRole(name, what.slice("unbind ".length)))}><p>${t("settings.unbindText")}</p><//>`;
  return html`<${Confirm} ...${common} danger title=${t("settings.deleteTitle", { name })} action=${t("config.delete")} onConfirm=${async () => {
    await deleteUser(name);
    say(t("settings.deleted", { name }));
    openDrawer(null);
  }}><p>${t("settings.deleteText")}</p><//>`;
}
