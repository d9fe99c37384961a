import { html, useState } from "../../ui.js";
import { can } from "../../core/session.js";
import { go } from "../../core/router.js";
import { t } from "../../core/i18n.js";
import { useKeys } from "../../core/keys.js";
import { say } from "../../core/toasts.js";
import { actionsOf, isLive, steer } from "../../store/rollouts.js";
import { Button } from "../../parts/button.js";
import { Confirm } from "../../parts/confirm.js";

const DANGEROUS = ["abort", "rollback"];
const ICONS = /** @type {Record<string, string>} */ ({ pause: "pause", resume: "run", promote: "right", abort: "stop", retry: "again", rollback: "back" });

/** @param {import("../../store/rollouts.js").RolloutNode[]} nodes @param {string} verb who it is about */
function hit(nodes, verb) {
  const of = (/** @type {(node: import("../../store/rollouts.js").RolloutNode) => boolean} */ wanted) => nodes.filter(wanted).map((node) => node.nodeId);
  if (verb === "rollback") return of((node) => !!node.changed || node.state === "undo_failed");
  if (verb === "retry") return of((node) => node.state === "failed" || node.state === "undo_failed");
  if (verb === "abort") return of((node) => node.state === "started" || node.state === "undoing");
  if (verb === "promote" || verb === "resume" || verb === "pause") return of((node) => node.state === "waiting");
  return [];
}

/** What can be asked of it now, and only that. @param {{watch: import("../../store/rollouts.js").RolloutWatch}} props */
export function RolloutActions({ watch }) {
  const [asked, setAsked] = useState("");
  const rollout = watch.rollout.value;
  void watch.version.value;
  const nodes = [...watch.nodes.values()];
  const actions = rollout && can("rollout:execute") ? actionsOf(rollout, nodes.some((node) => node.changed)) : [];
  useKeys([
    { key: "p", label: "rollout.key.pause", run: () => (actions.includes("pause") ? setAsked("pause") : actions.includes("resume") ? setAsked("resume") : false) },
    { key: "x", label: "rollout.key.abort", run: () => (actions.includes("abort") ? setAsked("abort") : false) },
  ], [actions.join()]);
  if (!rollout) return null;
  const ids = hit(nodes, asked).sort();
  const soft = asked === "pause";
  return html`
    ${actions.map((verb) => html`<${Button} key=${verb} icon=${ICONS[verb]} kind=${verb === "promote" || verb === "resume" ? "main" : DANGEROUS.includes(verb) ? "danger" : undefined} onClick=${() => setAsked(verb)}>${t(`rollout.${verb}`)}<//>`)}
    ${can("rollout:execute") && !isLive(rollout) && html`<${Button} onClick=${() => go(`/rollouts/new?from=${rollout.id}`)}>${t("rollout.alike")}<//>`}
    ${asked && html`<${Confirm} title=${t(`rollout.${asked}Title`, { name: rollout.name })} action=${t(`rollout.${asked}`)} nodes=${soft ? [] : ids} reason danger=${DANGEROUS.includes(asked)} onClose=${() => setAsked("")}
      onConfirm=${async (/** @type {string} */ reason) => {
        await steer(watch, asked, reason);
        say(t(`rollout.done.${asked}`, { name: rollout.name }));
      }}><p>${t(`rollout.${asked}Text`)}</p><//>`}`;
}
