import { html, useState } from "../../ui.js";
import { t } from "../../core/i18n.js";
import { styles } from "../../core/styles.js";
import { createApiToken, createUserToken, roles } from "../../store/people.js";
import { useResource } from "../../store/resource.js";
import { can } from "../../core/session.js";
import { Button } from "../../parts/button.js";
import { Confirm } from "../../parts/confirm.js";
import { Dialog } from "../../parts/dialog.js";
import { Snippet } from "../../parts/feedback.js";
import { Field } from "../../parts/field.js";
import { readDuration } from "../run/order.js";
import { Choice, ScopeFields } from "./scope.js";
await styles(import.meta.url);

const BUILT_IN = ["viewer", "operator", "auditor", "admin"];

/**
 * Makes a token and shows it, this once. With `user` it is his and may what he may; else it has a role of its own.
 * @param {{user?: string, onClose: () => void}} props
 */
export function NewToken({ user, onClose }) {
  const [name, setName] = useState("");
  const [role, setRole] = useState("viewer");
  const [ttl, setTtl] = useState("30d");
  const [target, setTarget] = useState("");
  const [chosen, setChosen] = useState(/** @type {string[]} */ ([]));
  const [permissions, setPermissions] = useState("");
  const [token, setToken] = useState("");
  const time = ttl.trim() ? readDuration(ttl) : undefined;
  const badName = name !== "" && !/^[A-Za-z0-9][A-Za-z0-9._@-]{0,62}$/.test(name);
  if (token) return html`<${Once} name=${name || user || ""} token=${token} onClose=${onClose} />`;
  const create = async () => {
    if (badName || (!user && !name)) throw new Error(t("settings.badTokenName"));
    if (time === null) throw new Error(t("run.badDuration"));
    const scope = { ttl: time, target: target.trim() || undefined, environments: chosen.length ? chosen : undefined, permissions: permissions.trim() ? permissions.trim().split(/[\s,]+/) : undefined };
    const answer = user ? await createUserToken(user, { tokenName: name || undefined, ...scope }) : await createApiToken({ name, role, ...scope });
    setToken(answer.token);
    await new Promise(() => {}); // the dialog with the token takes this one's place
  };
  return html`<${Confirm} title=${user ? t("settings.newTokenOf", { name: user }) : t("settings.newToken")} action=${t("settings.create")} danger=${false} nodes=${[]} onClose=${onClose} onConfirm=${create}>
    <${Field} label=${t("nodes.name")} value=${name} onInput=${setName} mono placeholder=${user ?? "ci"} required=${!user} autofocus wrong=${badName ? t("settings.badTokenName") : undefined} />
    ${!user && html`<${Roles} role=${role} setRole=${setRole} />`}
    <${Field} label=${t("settings.ttl")} value=${ttl} onInput=${setTtl} mono below=${t("settings.ttlBelow")} wrong=${time === null ? t("run.badDuration") : undefined} />
    <${ScopeFields} target=${target} chosen=${chosen} onTarget=${setTarget} onChosen=${setChosen} />
    <${Field} label=${t("settings.onlyPermissions")} value=${permissions} onInput=${setPermissions} mono placeholder="node:read task:read" below=${t("settings.onlyPermissionsBelow")} />
  <//>`;
}

/** @param {{role: string, setRole: (role: string) => void}} props */
function Roles({ role, setRole }) {
  return can("user:read") ? html`<${KnownRoles} role=${role} setRole=${setRole} />` : html`<${Choice} label=${t("settings.role")} value=${role} onInput=${setRole} options=${BUILT_IN} />`;
}

/** @param {{role: string, setRole: (role: string) => void}} props */
function KnownRoles({ role, setRole }) {
  const { data } = useResource(roles);
  return html`<${Choice} label=${t("settings.role")} value=${role} onInput=${setRole} options=${data?.roles.map((one) => one.name) ?? BUILT_IN} />`;
}

/** @param {{name: string, token: string, onClose: () => void}} props */
const Once = ({ name, token, onClose }) => html`<${Dialog} title=${t("settings.tokenOf", { name })} onClose=${onClose}>
  <div class="dialog-body"><div class="newtoken"><${Snippet} text=${token} /></div><p class="note note-odd">${t("settings.once")}</p></div>
  <div class="dialog-foot"><${Button} kind="main" onClick=${onClose}>${t("settings.kept")}<//></div><//>`;
