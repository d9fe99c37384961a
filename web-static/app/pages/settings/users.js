import { html, useMemo, useState } from "../../ui.js";
import { can } from "../../core/session.js";
import { openDrawer, patch } from "../../core/router.js";
import { t } from "../../core/i18n.js";
import { say } from "../../core/toasts.js";
import { styles } from "../../core/styles.js";
import { createUser, roles, users } from "../../store/people.js";
import { useResource } from "../../store/resource.js";
import { Ago } from "../../parts/ago.js";
import { Button } from "../../parts/button.js";
import { Confirm } from "../../parts/confirm.js";
import { Empty, ProblemBox, Skeleton } from "../../parts/feedback.js";
import { Field } from "../../parts/field.js";
import { Mark } from "../../parts/mark.js";
import { Stale } from "../../parts/page.js";
import { byText, Table } from "../../parts/table/table.js";
import { Choice, ScopeFields } from "./scope.js";
await styles(import.meta.url);

/** @typedef {import("../../store/people.js").User} User */

/** @returns {import("../../parts/table/table.js").Column<User>[]} */
const columns = () => [
  { key: "name", title: t("login.user"), width: "minmax(110px, 1fr)", mono: true, phone: true, cell: (one) => one.name, sort: (a, b) => byText(a.name, b.name) },
  { key: "state", title: t("nodes.state"), width: "104px", phone: true, cell: (one) => html`<${Mark} state=${one.disabled ? "disabled" : "active"} />` },
  { key: "full", title: t("settings.displayName"), width: "minmax(110px, 1fr)", cell: (one) => one.displayName ?? "" },
  { key: "roles", title: t("settings.roles"), width: "minmax(140px, 1.6fr)", phone: true, cell: (one) => (one.bindings ?? []).map((binding) => binding.role + (binding.target || binding.environments?.length ? "*" : "")).join(", ") || html`<span class="table-faint">${t("settings.noRole")}</span>` },
  { key: "way", title: t("settings.way"), width: "minmax(110px, 1fr)", cell: (one) => html`<span class="table-faint">${[one.hasPassword && t("login.password"), one.provider, one.certificateSubjects?.length && t("settings.certificate")].filter(Boolean).join(", ")}</span>` },
  { key: "last", title: t("settings.lastLogin"), width: "104px", right: true, cell: (one) => html`<span class="table-faint"><${Ago} time=${one.lastLoginAt} /></span>`, sort: (a, b) => byText(a.lastLoginAt ?? "", b.lastLoginAt ?? "") },
];

/** @param {{query: Record<string, string>}} props */
export function Users({ query }) {
  const { data, error, loading, at } = useResource(users);
  const [making, setMaking] = useState(false);
  const shown = useMemo(columns, [t("page.settings")]);
  return html`<div class="settings-list">
    <div class="settings-bar"><span class="table-faint">${data ? t("settings.userCount", { count: data.length }) : ""}</span><${Stale} at=${at} /><span class="settings-space"></span>
      ${can("user:manage") && html`<${Button} small kind="main" icon="join" onClick=${() => setMaking(true)}>${t("settings.newUser")}<//>`}</div>
    ${error && !data ? html`<${ProblemBox} problem=${error} />` : loading ? html`<${Skeleton} rows=${8} />`
      : html`<${Table} label=${t("settings.users")} rows=${data ?? []} columns=${shown} keyOf=${(/** @type {User} */ one) => one.name} sort=${query.sort ?? ""} onSort=${(/** @type {string} */ sort) => patch({ sort })} open=${query.open?.replace(/^user\//, "")} onOpen=${(/** @type {User} */ one) => openDrawer(`user/${one.name}`)}
        empty=${html`<${Empty} icon="users" title=${t("settings.noUsers")}><p>${t("settings.noUsersText")}</p><//>`} />`}
    ${making && html`<${NewUser} onClose=${() => setMaking(false)} />`}
  </div>`;
}

/** @param {{onClose: () => void}} props */
function NewUser({ onClose }) {
  const { data } = useResource(roles);
  const [name, setName] = useState("");
  const [full, setFull] = useState("");
  const [email, setEmail] = useState("");
  const [password, setPassword] = useState("");
  const [role, setRole] = useState("viewer");
  const [target, setTarget] = useState("");
  const [chosen, setChosen] = useState(/** @type {string[]} */ ([]));
  const bad = !/^[a-z0-9][a-z0-9._@-]{0,62}$/.test(name);
  return html`<${Confirm} title=${t("settings.newUser")} action=${t("settings.create")} danger=${false} nodes=${[]} onClose=${onClose} onConfirm=${async () => {
    if (bad) throw new Error(t("settings.badName"));
    await createUser({ name, displayName: full || undefined, email: email || undefined, password: password || undefined, bindings: role ? [{ role, target: target.trim() || undefined, environments: chosen }] : [] });
    say(t("settings.userDone", { name }));
    openDrawer(`user/${name}`);
  }}>
    <${Field} label=${t("login.user")} value=${name} onInput=${setName} mono required autofocus wrong=${name && bad ? t("settings.badName") : undefined} />
    <${Field} label=${t("settings.displayName")} value=${full} onInput=${setFull} /><${Field} label=${t("settings.email")} value=${email} onInput=${setEmail} type="email" />
    <${Field} label=${t("login.password")} value=${password} onInput=${setPassword} type="password" autocomplete="new-password" below=${t("settings.passwordBelow")} />
    <${Choice} label=${t("settings.role")} value=${role} onInput=${setRole} options=${["", ...(data?.roles ?? []).map((one) => one.name)]} />
    ${role && html`<${ScopeFields} target=${target} chosen=${chosen} onTarget=${setTarget} onChosen=${setChosen} />`}
  <//>`;
}
