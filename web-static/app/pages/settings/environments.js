import { html, useMemo, useState } from "../../ui.js";
import { can } from "../../core/session.js";
import { href } from "../../core/router.js";
import { t } from "../../core/i18n.js";
import { say } from "../../core/toasts.js";
import { deleteEnvironment, environments, setEnvironment } from "../../store/people.js";
import { useResource } from "../../store/resource.js";
import { Ago } from "../../parts/ago.js";
import { Button } from "../../parts/button.js";
import { Confirm } from "../../parts/confirm.js";
import { Empty, ProblemBox, Skeleton } from "../../parts/feedback.js";
import { Field } from "../../parts/field.js";
import { Table } from "../../parts/table/table.js";
import { TargetBar } from "../../parts/target/targetbar.js";

/** @typedef {import("../../store/people.js").Environment} Environment */

/** @param {boolean} manage @param {(what: string, one: Environment) => void} ask @returns {import("../../parts/table/table.js").Column<Environment>[]} */
const columns = (manage, ask) => [
  { key: "name", title: t("nodes.name"), width: "minmax(110px, 0.8fr)", mono: true, phone: true, cell: (one) => one.name },
  { key: "target", title: t("target.label"), width: "minmax(160px, 2fr)", mono: true, phone: true, cell: (one) => html`<a href=${href("/nodes", { t: one.target })}>${one.target}</a>` },
  { key: "description", title: t("settings.description"), width: "minmax(120px, 1.5fr)", cell: (one) => html`<span class="table-faint">${one.description ?? ""}</span>` },
  { key: "by", title: t("job.who"), width: "minmax(80px, 0.7fr)", cell: (one) => one.createdBy ?? "" },
  { key: "at", title: t("join.made"), width: "96px", right: true, cell: (one) => html`<span class="table-faint"><${Ago} time=${one.createdAt} /></span>` },
  ...(manage ? [{ key: "do", title: "", width: "148px", right: true, cell: (/** @type {Environment} */ one) => html`<${Button} small onClick=${() => ask("change", one)}>${t("settings.change")}<//> <${Button} small onClick=${() => ask("delete", one)}>${t("config.delete")}<//>` }] : []),
];

/** Targets with a name, to which roles can be limited. */
export function Environments() {
  const { data, error, loading } = useResource(environments);
  const [asked, setAsked] = useState(/** @type {{what: string, one: Environment} | null} */ (null));
  const manage = can("environment:manage");
  const shown = useMemo(() => columns(manage, (what, one) => setAsked({ what, one })), [manage, t("page.settings")]);
  if (error && !data) return html`<${ProblemBox} problem=${error} />`;
  if (loading || !data) return html`<${Skeleton} rows=${6} />`;
  return html`<div class="settings-list">
    <div class="settings-bar"><span class="table-faint">${t("settings.environmentsText")}</span><span class="settings-space"></span>${manage && html`<${Button} small kind="main" icon="join" onClick=${() => setAsked({ what: "new", one: { name: "", target: "", description: "" } })}>${t("settings.newEnvironment")}<//>`}</div>
    <${Table} label=${t("settings.environments")} rows=${data} columns=${shown} keyOf=${(/** @type {Environment} */ one) => one.name} empty=${html`<${Empty} title=${t("settings.noEnvironments")}><p>${t("settings.noEnvironmentsText")}</p><code>labels["env"] == "production"</code><//>`} />
    ${asked?.what === "delete" && html`<${Confirm} title=${t("settings.deleteEnvironment", { name: asked.one.name })} action=${t("config.delete")} nodes=${[]} onClose=${() => setAsked(null)} onConfirm=${async () => {
      await deleteEnvironment(asked.one.name);
      say(t("settings.deleted", { name: asked.one.name }));
    }}><p>${t("settings.deleteEnvironmentText")}</p><//>`}
    ${asked && asked.what !== "delete" && html`<${Change} one=${asked.one} fresh=${asked.what === "new"} onClose=${() => setAsked(null)} />`}
  </div>`;
}

/** @param {{one: Environment, fresh: boolean, onClose: () => void}} props */
function Change({ one, fresh, onClose }) {
  const [name, setName] = useState(one.name);
  const [target, setTarget] = useState(one.target);
  const [description, setDescription] = useState(one.description ?? "");
  const bad = !/^[a-z][a-z0-9._-]{0,62}$/.test(name);
  return html`<${Confirm} title=${fresh ? t("settings.newEnvironment") : one.name} action=${fresh ? t("settings.create") : t("settings.save")} danger=${false} nodes=${[]} onClose=${onClose} onConfirm=${async () => {
    if (bad) throw new Error(t("settings.badName"));
    if (!target.trim()) throw new Error(t("run.chooseTarget"));
    await setEnvironment({ name, target: target.trim(), description });
    say(t("settings.changed", { name }));
  }}>
    <${Field} label=${t("nodes.name")} value=${name} onInput=${setName} mono required disabled=${!fresh} autofocus=${fresh} wrong=${name && bad ? t("settings.badName") : undefined} />
    <${TargetBar} value=${target} cordoned onChange=${setTarget} autofocus=${!fresh} />
    <${Field} label=${t("settings.description")} value=${description} onInput=${setDescription} />
  <//>`;
}
