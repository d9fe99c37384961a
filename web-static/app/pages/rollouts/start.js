import { html, useEffect, useMemo, useRef, useState } from "../../ui.js";
import { go, patch } from "../../core/router.js";
import { number, t } from "../../core/i18n.js";
import { Problem } from "../../core/problem.js";
import { say } from "../../core/toasts.js";
import { styles } from "../../core/styles.js";
import { newKey, planRollout, rolloutWatch, startRollout, useWatch } from "../../store/rollouts.js";
import { Button } from "../../parts/button.js";
import { Confirm } from "../../parts/confirm.js";
import { KeyDiff } from "../../parts/diff.js";
import { Empty, Note, ProblemBox } from "../../parts/feedback.js";
import { nodeList } from "../../parts/nodelist.js";
import { Page } from "../../parts/page.js";
import { TargetBar } from "../../parts/target/targetbar.js";
import { EMPTY, formOf, requestOf } from "./order.js";
import { RolloutForm } from "./form.js";
import { Strip } from "./strip.js";
await styles(import.meta.url);

const PATIENCE = 350; // ms without a change before the server is asked

/** @param {{query: Record<string, string>}} props */
export function StartRollout({ query }) {
  const [form, setForm] = useState(() => ({ ...EMPTY, kind: /** @type {any} */ (query.kind ?? "command"), file: query.file ?? "" }));
  const [asking, setAsking] = useState(false);
  const [tried, setTried] = useState(false);
  const target = query.t ?? "";
  const { request, wrong } = useMemo(() => requestOf(form, target), [form, target]);
  const plan = usePlan(request, wrong);
  const key = useRef(newKey());
  const total = plan.plan?.total ?? 0;
  const ids = (plan.plan?.batches ?? []).flatMap((batch) => batch.nodeIds ?? []);
  const ready = Object.keys(wrong).length === 0 && total > 0 && !plan.problem && !plan.old;
  const seen = useMemo(() => {
    // a field that nobody wrote in yet is not called wrong
    const shown = Object.entries(wrong).filter(([field]) => tried || (/** @type {any} */ (form)[field] && /** @type {any} */ (form)[field] !== /** @type {any} */ (EMPTY)[field]));
    return Object.fromEntries([...shown.map(([field, words]) => [field, t(words)]), ...(plan.problem?.violations ?? []).map((one) => [fieldOf(one.field), one.message])]);
  }, [wrong, tried, form, plan.problem]);
  const title = html`<a href="/rollouts">${t("page.rollouts")}</a> / ${t("rollout.new")}`;
  const start = html`<${Button} kind="main" icon="run" disabled=${tried && !ready} onClick=${() => (setTried(true), ready && setAsking(true))}>${total ? t("rollout.startOn", { count: total }) : t("rollout.start")}<//>`;
  return html`<${Page} title=${title} bar=${html`<${TargetBar} value=${target} onChange=${(/** @type {string} */ value) => patch({ t: value })} />`} actions=${start} fill>
    ${query.from && html`<${Brought} id=${query.from} take=${setForm} />`}
    <div class="startrollout">
      <div class="startrollout-form"><${RolloutForm} form=${form} wrong=${seen} set=${(/** @type {Partial<import("./order.js").Form>} */ changes) => setForm({ ...form, ...changes })} /></div>
      <div class="startrollout-plan" aria-live="polite"><h2>${t("rollout.plan")}</h2><${Preview} request=${request} plan=${plan} missing=${Object.values(wrong)} /></div>
    </div>
    ${asking && html`<${Confirm} title=${t("rollout.startTitle", { name: form.name })} action=${t("rollout.startOn", { count: total })} danger=${false} nodes=${ids} reason onClose=${() => setAsking(false)}
      onConfirm=${async (/** @type {string} */ reason) => {
        const rollout = await startRollout({ ...request, reason }, key.current);
        say(t("rollout.done.start", { name: rollout.name }));
        go(`/rollouts/${rollout.id}`);
      }}><p>${t("rollout.startText", { batches: number(plan.plan?.batches?.length ?? 0) })}</p><//>`}
  <//>`;
}

/** `checks.http` of the API is the field `http` of the form. @param {string} path */
const fieldOf = (path) => path.split(".").pop()?.replace("timeout", path.startsWith("checks") ? "checkTimeout" : "timeout").replace("every", "checkEvery") ?? path;

/** The form of a rollout that was. @param {{id: string, take: (form: import("./order.js").Form) => void}} props */
function Brought({ id, take }) {
  const watch = useWatch(rolloutWatch(id));
  const rollout = watch.rollout.value;
  const error = watch.error.value;
  useEffect(() => {
    if (!rollout) return;
    take(formOf(rollout.request));
    patch({ from: null, t: rollout.target });
  }, [rollout]);
  return error && html`<${ProblemBox} problem=${error} />`;
}

/**
 * What would happen, asked for again when the request changes.
 * @param {any} request @param {Record<string, string>} wrong
 * @returns {{plan: Awaited<ReturnType<typeof planRollout>> | null, problem: Problem | null, old: boolean}}
 */
function usePlan(request, wrong) {
  const [state, setState] = useState(/** @type {{plan: any, problem: Problem | null, of: string}} */ ({ plan: null, problem: null, of: "" }));
  const { name: _, ...rest } = wrong;
  const askable = Object.keys(rest).length === 0;
  const asked = JSON.stringify({ ...request, name: request.name && !wrong.name ? request.name : "plan" });
  useEffect(() => {
    if (!askable) return undefined;
    const closing = new AbortController();
    const timer = setTimeout(() => {
      planRollout(JSON.parse(asked), closing.signal).then(
        (plan) => setState({ plan, problem: null, of: asked }),
        (error) => !closing.signal.aborted && setState((before) => ({ ...before, problem: Problem.from(error), of: asked })),
      );
    }, PATIENCE);
    return () => (clearTimeout(timer), closing.abort());
  }, [asked, askable]);
  return { plan: askable ? state.plan : null, problem: askable ? state.problem : null, old: state.of !== asked };
}

/** @param {{request: any, plan: ReturnType<typeof usePlan>, missing: string[]}} props */
function Preview({ request, plan: { plan, problem }, missing }) {
  if (problem) return html`<div class="startrollout-pad"><${ProblemBox} problem=${problem} /></div>`;
  if (!plan) return html`<${Empty} icon="rollouts" title=${t("rollout.noPlan")}><ul>${missing.filter((one) => one !== "rollout.needsName").map((one) => html`<li key=${one}>${t(one)}</li>`)}</ul><//>`;
  const batches = plan.batches ?? [];
  const skipped = plan.skipped ?? [];
  /** @type {Map<string, string[]>} */
  const why = new Map();
  for (const node of skipped) why.set(node.reason, [...(why.get(node.reason) ?? []), node.nodeId]);
  return html`
    <p class="startrollout-pad">${t("rollout.planned", { count: plan.total ?? 0, batches: number(batches.length) })}</p>
    ${batches.length > 0 && html`<${Strip} request=${request} batches=${batches.map((batch) => ({ ...batch, nodes: {} }))} />`}
    <div class="startrollout-pad">
      ${[...why].map(([reason, ids]) => html`<${Note} key=${reason} kind="odd">${t("rollout.leftOut", { reason: t(`state.${reason}`), count: ids.length })} <code>${nodeList(ids)}</code><//>`)}
      ${(plan.changes ?? []).map((change) => html`<${KeyDiff} key=${(change.nodeIds ?? []).join()} changes=${change.changes ?? []} nodes=${change.nodeIds ?? []} />`)}
      <ol class="startrollout-batches">${batches.slice(0, 200).map((batch) => html`<li key=${batch.number}><b>${number(batch.number)}</b><code>${nodeList(batch.nodeIds ?? [], 120)}</code><span>${batch.parallel && batch.parallel < batch.total ? t("rollout.atOnce", { count: batch.parallel }) : ""}</span></li>`)}</ol>
    </div>`;
}
