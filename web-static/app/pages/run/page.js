import { html, useEffect, useMemo, useState } from "../../ui.js";
import { go, href, patch } from "../../core/router.js";
import { t } from "../../core/i18n.js";
import { useKeys } from "../../core/keys.js";
import { Problem } from "../../core/problem.js";
import { styles } from "../../core/styles.js";
import { jobs, refresh, submit } from "../../store/jobs.js";
import { nodes } from "../../store/nodes.js";
import { Button } from "../../parts/button.js";
import { Confirm, MANY } from "../../parts/confirm.js";
import { Field } from "../../parts/field.js";
import { ProblemBox } from "../../parts/feedback.js";
import { Page } from "../../parts/page.js";
import { TargetBar } from "../../parts/target/targetbar.js";
import { JobHead } from "../jobs/jobhead.js";
import { JobActions, JobView } from "../jobs/jobview.js";
import { jobRun, useRun } from "../../store/jobrun.js";
import { Options } from "./options.js";
import { EMPTY, optionsOf, orderOf } from "./order.js";
import { Preview } from "./preview.js";
await styles(import.meta.url);

/**
 * A command on nodes, with what they print as it comes. After it was sent the address is that of the page with this job.
 * @param {{query: Record<string, string>}} props
 */
export default function Run({ query }) {
  const [form, setForm] = useState(() => ({ ...EMPTY, command: query.command ?? "" }));
  const [picked, setPicked] = useState(/** @type {string[] | null} */ (null));
  const [asking, setAsking] = useState(false);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState(/** @type {Problem | null} */ (null));
  const target = query.t ?? "";
  const order = useMemo(() => orderOf(form, target), [form, target]);
  const ready = order.problem === "" && target.trim() !== "" && picked !== null && picked.length > 0;

  // "Run again" of a job brings its command and options.
  useEffect(() => {
    const { from } = query;
    if (!from) return;
    const known = jobs.map.get(from);
    (known ? Promise.resolve(known) : refresh(from)).then((job) => setForm(optionsOf(job)), (error) => setProblem(Problem.from(error)));
    patch({ from: null });
  }, [query.from]);

  const send = async () => {
    setBusy(true);
    setProblem(null);
    try {
      const job = await submit(order.order);
      go(href("/run", { t: target, job: job.id }));
    } finally {
      setBusy(false);
    }
  };
  const start = () => {
    if (!ready || busy) return;
    if ((picked?.length ?? 0) >= MANY) setAsking(true);
    else void send().catch((error) => setProblem(Problem.from(error)));
  };
  useKeys([{ key: "ctrl+Enter", label: "keys.run", run: start }], [order, ready, busy, picked]);

  const offline = (picked ?? []).filter((id) => nodes.get(id)?.status === "offline").length;
  const action = picked?.length ? t("run.onNodes", { count: picked.length }) : t("run.run");
  return html`<${Page} title=${t("page.run")} bar=${html`<${TargetBar} value=${target} autofocus=${!target} onChange=${(/** @type {string} */ value) => patch({ t: value })} onPick=${setPicked} />`} fill>
    <div class="run-form">
      <div class="run-command"><${Field} mono lines=${Math.min(8, Math.max(2, form.command.split("\n").length))} label=${t("run.command")} value=${form.command} autofocus=${!!target} placeholder="uptime"
        onInput=${(/** @type {string} */ command) => setForm({ ...form, command })} below=${form.command.includes("\n") ? t("run.script") : undefined} /></div>
      <${Options} form=${form} setForm=${setForm} />
      <div class="run-go">
        <${Button} kind="main" icon="run" disabled=${!ready} busy=${busy} title=${t("run.hint")} onClick=${start}>${action}<//>
        ${order.problem && form.command && html`<span class="note note-bad">${t(order.problem)}</span>`}
        ${offline > 0 && html`<span class="note note-odd">${t("run.offline", { count: offline })}</span>`}
        ${!target.trim() && html`<span class="note">${t("run.chooseTarget")}</span>`}
      </div>
      ${problem && html`<${ProblemBox} problem=${problem} />`}
    </div>
    ${query.job ? html`<${Running} key=${query.job} id=${query.job} query=${query} />` : html`<${Preview} ids=${picked} />`}
    ${asking && html`<${Confirm} title=${t("run.confirm")} action=${action} danger=${false} nodes=${picked ?? []} onClose=${() => setAsking(false)} onConfirm=${send}><pre class="run-what">${form.command}</pre><//>`}
  <//>`;
}

/** @param {{id: string, query: Record<string, string>}} props */
function Running({ id, query }) {
  const run = useRun(jobRun(id));
  const job = run.job.value;
  return html`<section class="run-job" aria-label=${t("run.output")}>
    ${job && html`<div class="run-head"><${JobHead} job=${job} /><div class="run-actions"><${JobActions} id=${id} /><${Button} small icon="link" href=${`/jobs/${id}`} label=${t("run.permanent")} /></div></div>`}
    <${JobView} id=${id} query=${query} />
  </section>`;
}
