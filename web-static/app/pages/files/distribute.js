import { html, useState } from "../../ui.js";
import { go, patch } from "../../core/router.js";
import { t } from "../../core/i18n.js";
import { Problem } from "../../core/problem.js";
import { say } from "../../core/toasts.js";
import { styles } from "../../core/styles.js";
import { distribute, fileOf } from "../../store/files.js";
import { useResource } from "../../store/resource.js";
import { Button } from "../../parts/button.js";
import { Confirm } from "../../parts/confirm.js";
import { Check, Field } from "../../parts/field.js";
import { Empty, ProblemBox } from "../../parts/feedback.js";
import { Page } from "../../parts/page.js";
import { TargetBar } from "../../parts/target/targetbar.js";
import { readDuration, readEnv } from "../run/order.js";
import { JobDiffs } from "./jobdiffs.js";
await styles(import.meta.url);

const EMPTY = { path: "", mode: "", owner: "", template: false, variables: "", validate: "", reload: "", makeParents: false, followSymlink: false, batch: "", timeout: "" };

/** @param {typeof EMPTY} form @param {string} target @returns {{how: any, wrong: Record<string, string>}} */
function orderOf(form, target) {
  /** @type {Record<string, string>} */
  const wrong = {};
  const variables = form.variables ? readEnv(form.variables) : {};
  const timeout = form.timeout ? readDuration(form.timeout) : undefined;
  if (!/^\/[^\0]*[^/\0]$/.test(form.path) || form.path.split("/").includes("..")) wrong.path = "file.badPath";
  if (form.mode && !/^(0?[0-7]{3}|[0-7]{4})$/.test(form.mode)) wrong.mode = "file.badMode";
  if (variables === null) wrong.variables = "run.badEnv";
  if (timeout === null) wrong.timeout = "run.badDuration";
  const { variables: _, timeout: __, ...rest } = form;
  const how = Object.fromEntries(Object.entries({ ...rest, target: target.trim(), variables: form.template && variables && Object.keys(variables).length ? variables : undefined, timeout }).filter(([, value]) => value !== "" && value !== false && value !== undefined));
  return { how, wrong };
}

/** Puts a file at its place on nodes; what would change is seen before. @param {{id: string, query: Record<string, string>}} props */
export function Distribute({ id, query }) {
  const { data: file, error } = useResource(fileOf(id));
  const [form, setForm] = useState({ ...EMPTY, path: query.path ?? "" });
  const [picked, setPicked] = useState(/** @type {string[] | null} */ (null));
  const [busy, setBusy] = useState(false);
  const [asking, setAsking] = useState(false);
  const [problem, setProblem] = useState(/** @type {Problem | null} */ (null));
  const [preview, setPreview] = useState(/** @type {{id: string, of: string} | null} */ (null));
  const target = query.t ?? "";
  const { how, wrong } = orderOf(form, target);
  const ready = Object.keys(wrong).length === 0 && (picked?.length ?? 0) > 0;
  const asked = JSON.stringify(how);
  const text = (/** @type {keyof typeof EMPTY} */ key, /** @type {any} */ more = {}) => html`<${Field} key=${key} label=${t(`file.${key}`)} value=${form[key]} mono wrong=${form[key] && wrong[key] ? t(wrong[key]) : undefined} onInput=${(/** @type {string} */ value) => setForm({ ...form, [key]: value })} ...${more} />`;
  const check = (/** @type {keyof typeof EMPTY} */ key) => html`<${Check} label=${t(`file.${key}`)} checked=${form[key]} onChange=${(/** @type {boolean} */ value) => setForm({ ...form, [key]: value })} />`;
  const look = async () => {
    setBusy(true);
    setProblem(null);
    try {
      const job = await distribute(id, how, true);
      setPreview({ id: job.id, of: asked });
    } catch (failure) {
      setProblem(Problem.from(failure));
    } finally {
      setBusy(false);
    }
  };
  const title = html`<a href="/files">${t("page.files")}</a> / <code>${file?.name ?? id}</code>`;
  return html`<${Page} title=${title} bar=${html`<${TargetBar} value=${target} autofocus=${!target} onChange=${(/** @type {string} */ value) => patch({ t: value })} onPick=${setPicked} />`} fill>
    <div class="distribute">
      <form class="distribute-form" onSubmit=${(/** @type {Event} */ event) => (event.preventDefault(), ready && void look())}>
        ${error && !file && html`<${ProblemBox} problem=${error} />`}
        ${text("path", { placeholder: "/etc/nginx/nginx.conf", required: true, autofocus: !!target })}
        <div class="distribute-grid">${text("mode", { placeholder: "0644" })}${text("owner", { placeholder: "root:root" })}${text("batch", { placeholder: "25%" })}${text("timeout", { placeholder: "60s" })}</div>
        ${text("validate", { placeholder: "nginx -t -c \"$MUSTER_FILE\"", below: t("file.validateBelow") })}${text("reload", { placeholder: "systemctl reload nginx", below: t("file.reloadBelow") })}
        ${check("makeParents")}${check("followSymlink")}${check("template")}
        ${form.template && text("variables", { lines: 3, placeholder: "port=8080", below: t("file.variablesBelow") })}
        <div class="distribute-go"><${Button} type="submit" disabled=${!ready} busy=${busy}>${t("file.preview")}<//>
          <${Button} kind="main" icon="run" disabled=${!ready} onClick=${() => setAsking(true)}>${picked?.length ? t("file.putOn", { count: picked.length }) : t("file.distribute")}<//>
          ${!target.trim() && html`<span class="note">${t("run.chooseTarget")}</span>`}</div>
        ${problem && html`<${ProblemBox} problem=${problem} />`}
      </form>
      <div class="distribute-plan"><h2>${t("file.wouldChange")}</h2>
        ${preview ? html`${preview.of !== asked && html`<p class="stale">${t("file.stalePreview")}</p>`}<${JobDiffs} key=${preview.id} id=${preview.id} />` : html`<${Empty} icon="files" title=${t("file.noPreview")}><p>${t("file.noPreviewText")}</p><//>`}</div>
    </div>
    ${asking && html`<${Confirm} title=${t("file.putTitle", { name: file?.name ?? "", path: form.path })} action=${t("file.putOn", { count: picked?.length ?? 0 })} danger=${false} nodes=${picked ?? []} onClose=${() => setAsking(false)} onConfirm=${async () => {
      const job = await distribute(id, how, false);
      say(t("file.putDone", { path: form.path }));
      go(`/jobs/${job.id}`);
    }}>${preview?.of !== asked && html`<p class="note note-odd">${t("file.unseen")}</p>`}<//>`}
  <//>`;
}
