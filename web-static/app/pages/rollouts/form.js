import { html, useState } from "../../ui.js";
import { t } from "../../core/i18n.js";
import { styles } from "../../core/styles.js";
import { Segments } from "../../parts/button.js";
import { Check, Field } from "../../parts/field.js";
import { Icon } from "../../parts/icon.js";
import { fileList } from "../../store/files.js";
import { useResource } from "../../store/resource.js";
import { hasFirst } from "./order.js";
await styles(import.meta.url);

/**
 * @typedef {import("./order.js").Form} Form
 * @typedef {{form: Form, wrong: Record<string, string>, set: (changes: Partial<Form>) => void}} Props
 */

const STRATEGIES = ["rolling", "canary", "blue-green", "all-at-once"];
const KINDS = ["command", "file", "config"];

/** A rollout to be: what, how many at a time, what has to be well in between, and what if not. @param {Props} props */
export function RolloutForm({ form, wrong, set }) {
  const text = field(form, wrong, set);
  return html`<form class="rolloutform" onSubmit=${(/** @type {Event} */ event) => event.preventDefault()}>
    <section>
      ${text("name", "rollout.name", { placeholder: "web-restart", mono: true, below: t("rollout.nameBelow") })}
    </section>
    <section><h2>${t("job.work")}</h2>
      <${Segments} label=${t("job.work")} value=${form.kind} onChange=${(/** @type {any} */ kind) => set({ kind })} options=${KINDS.map((value) => ({ value, text: t(`rollout.kind.${value}`) }))} />
      ${form.kind === "command" ? html`${text("command", "run.command", { lines: Math.min(8, Math.max(2, form.command.split("\n").length)), mono: true, placeholder: "systemctl restart nginx", below: form.command.includes("\n") ? t("run.script") : undefined })}
          ${text("undo", "rollout.undo", { lines: 1, mono: true, below: t("rollout.undoBelow") })}<div class="rolloutform-grid">${text("user", "run.user", { mono: true })}${text("cwd", "run.cwd", { mono: true })}</div>`
        : form.kind === "file" ? html`<${FileWork} form=${form} wrong=${wrong} set=${set} />`
        : html`<div class="rolloutform-grid">${text("component", "config.component", { mono: true })}${text("priority", "config.priority", { type: "number" })}</div>${text("document", "config.document", { lines: 8, mono: true, below: t("rollout.configBelow") })}`}
    </section>
    <section><h2>${t("rollout.batches")}</h2>
      <${Segments} label=${t("rollout.strategy")} value=${form.strategy} onChange=${(/** @type {string} */ strategy) => set({ strategy })} options=${STRATEGIES.map((value) => ({ value, text: t(`strategy.${value}`) }))} />
      <p class="note">${t(`strategy.${form.strategy}.text`)}</p>
      <div class="rolloutform-grid">
        ${hasFirst(form.strategy) && html`${text("first", "rollout.first", { placeholder: form.strategy === "canary" ? "10%" : "50%", mono: true, disabled: !!form.firstTarget })}${text("firstTarget", "rollout.firstTarget", { mono: true, placeholder: 'labels["set"] == "green"' })}${text("observe", "rollout.observe", { placeholder: "10m", mono: true })}`}
        ${form.strategy !== "all-at-once" && text("batchSize", "rollout.batchSize", { placeholder: "25%", mono: true, below: t("rollout.batchBelow") })}
        ${form.kind !== "config" && text("parallel", "rollout.parallel", { placeholder: t("rollout.allAtOnce"), mono: true })}
      </div>
    </section>
    <section><h2>${t("rollout.gates")}</h2>
      <${Check} label=${t("rollout.auto")} below=${t("rollout.autoBelow")} checked=${form.autoAdvance} onChange=${(/** @type {boolean} */ autoAdvance) => set({ autoAdvance })} />
      <div class="rolloutform-grid">${text("interval", "rollout.interval", { placeholder: "30s", mono: true })}</div>
      <${Fold} title=${t("rollout.checks")} given=${[form.health, form.http, form.tcp, form.promUrl].filter(Boolean).length}>
        ${text("health", "rollout.health", { mono: true, placeholder: "curl -fsS localhost/healthz" })}
        <div class="rolloutform-grid">${text("http", "rollout.http", { mono: true, placeholder: `${location.protocol}//web.example.com/healthz` })}${text("tcp", "rollout.tcp", { mono: true, placeholder: "web.example.com:443" })}
          ${text("checkTimeout", "rollout.checkTimeout", { mono: true, placeholder: "60s" })}${text("checkEvery", "rollout.checkEvery", { mono: true, placeholder: "5s" })}</div>
        ${text("promUrl", "rollout.promUrl", { mono: true, placeholder: `${location.protocol}//prometheus:9090` })}
        ${form.promUrl && html`${text("promQuery", "rollout.promQuery", { mono: true, lines: 2 })}<div class="rolloutform-grid">${text("promOp", "rollout.promOp", { options: ["<", "<=", ">", ">=", "==", "!="].map((value) => ({ value, text: value })) })}${text("promThreshold", "rollout.promThreshold", { mono: true })}</div>`}
      <//>
    </section>
    <section><h2>${t("rollout.failing")}</h2>
      <div class="rolloutform-grid">${text("maxFailures", "rollout.maxFailures", { placeholder: "0", mono: true })}${text("maxBatchFailures", "rollout.maxBatchFailures", { mono: true })}</div>
      <${Segments} label=${t("rollout.onFailure")} value=${form.onFailure} onChange=${(/** @type {string} */ onFailure) => set({ onFailure })} options=${["stop", "rollback"].map((value) => ({ value, text: t(`rollout.onFailure.${value}`) }))} />
    </section>
    <section>
      <${Fold} title=${t("rollout.more")} given=${[form.timeout, form.ttl, form.returnFor, form.governor].filter(Boolean).length}>
        <div class="rolloutform-grid">${text("timeout", "run.timeout", { placeholder: "60s", mono: true })}${text("ttl", "run.ttl", { placeholder: "30s", mono: true })}${text("returnFor", "rollout.returnFor", { placeholder: "1h", mono: true })}
          ${form.kind !== "config" && html`${text("governor", "rollout.governor", { placeholder: "db-restarts", mono: true })}${form.governor && text("slots", "rollout.slots", { type: "number" })}`}</div>
      <//>
    </section>
  </form>`;
}

/** @param {Form} form @param {Record<string, string>} wrong @param {(changes: Partial<Form>) => void} set */
const field = (form, wrong, set) => (/** @type {keyof Form} */ key, /** @type {string} */ label, /** @type {any} */ how = {}) =>
  html`<${Field} key=${key} label=${t(label)} value=${form[key]} wrong=${wrong[key]} onInput=${(/** @type {string} */ value) => set({ [key]: value })} ...${how} />`;

/** @param {Props} props */
function FileWork({ form, wrong, set }) {
  const { data } = useResource(fileList);
  const text = field(form, wrong, set);
  const options = [{ value: "", text: t("rollout.chooseFile") }, ...(data?.files ?? []).map((/** @type {import("../../store/files.js").StoredFile} */ file) => ({ value: file.sha256, text: `${file.name} · ${file.sha256.slice(0, 12)}` }))];
  if (form.file && !options.some((one) => one.value === form.file)) options.push({ value: form.file, text: form.file.slice(0, 12) });
  return html`${text("file", "file.file", { options, below: html`<a href="/files">${t("rollout.uploadFile")}</a>` })}${text("path", "file.path", { mono: true, placeholder: "/etc/app/app.conf" })}
    <div class="rolloutform-grid">${text("mode", "file.mode", { mono: true, placeholder: "0644" })}${text("owner", "file.owner", { mono: true, placeholder: "root:root" })}${text("validate", "file.validate", { mono: true, placeholder: "nginx -t -c \"$MUSTER_FILE\"" })}${text("reload", "file.reload", { mono: true, placeholder: "systemctl reload nginx" })}</div>
    <${Check} label=${t("file.template")} checked=${form.template} onChange=${(/** @type {boolean} */ template) => set({ template })} />
    <${Check} label=${t("file.makeParents")} checked=${form.makeParents} onChange=${(/** @type {boolean} */ makeParents) => set({ makeParents })} />`;
}

/** @param {{title: string, given: number, children?: any}} props */
function Fold({ title, given, children }) {
  const [open, setOpen] = useState(given > 0);
  return html`<button type="button" class="rolloutform-fold" aria-expanded=${open} onClick=${() => setOpen(!open)}><${Icon} name=${open ? "down" : "right"} size=${12} />${title}${!open && given ? ` (${given})` : ""}</button>${open && children}`;
}
