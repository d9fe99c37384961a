import { html } from "../../ui.js";
import { bytes, percent, t } from "../../core/i18n.js";
import { nodes, nodeVitals, useLiveVitals } from "../../store/nodes.js";
import { useResource } from "../../store/resource.js";
import { Chart } from "../../parts/chart.js";
import { Note } from "../../parts/feedback.js";
import { Section } from "../../parts/page.js";

/** What the machine does, as it does it. @param {{id: string}} props */
export function NodeVitals({ id }) {
  useLiveVitals(id);
  const { data, error } = useResource(nodeVitals(id));
  if (error?.status === 404) return null; // a server that keeps none
  const samples = data ?? [];
  const last = samples.at(-1);
  const offline = nodes.get(id)?.status === "offline";
  if (!last) return data ? html`<${Section} title=${t("node.vitals")}><${Note}>${offline ? t("node.vitalsOffline") : t("node.vitalsSoon")}<//><//>` : null;
  const series = (/** @type {(one: import("../../store/nodes.js").Vital) => number} */ pick) => samples.map((one) => ({ at: one.at, value: pick(one) }));
  return html`<${Section} title=${t("node.vitals")}><div class="vitals">
    <${Chart} title=${t("node.cpu")} now=${percent(last.cpu)} lines=${[series((one) => one.cpu)]} most=${1} text=${percent} />
    <${Chart} title=${t("node.memory")} now=${`${bytes(last.memory)} / ${bytes(last.memoryTotal)}`} lines=${[series((one) => one.memory)]} most=${last.memoryTotal} text=${bytes} />
    <${Chart} title=${t("node.network")} now=${`↓ ${bytes(last.received)}/s ↑ ${bytes(last.sent)}/s`} lines=${[series((one) => one.received), series((one) => one.sent)]} text=${(/** @type {number} */ value) => `${bytes(value)}/s`} />
    <${Chart} title=${t("node.disk")} now=${`${bytes(last.disk)} / ${bytes(last.diskTotal)}`} lines=${[series((one) => one.disk)]} most=${last.diskTotal} text=${bytes} />
  </div><//>`;
}
