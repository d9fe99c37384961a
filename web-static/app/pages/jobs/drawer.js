import { html } from "../../ui.js";
import { openDrawer, patch, route } from "../../core/router.js";
import { t } from "../../core/i18n.js";
import { jobRun, useRun } from "../../store/jobrun.js";
import { Button } from "../../parts/button.js";
import { DrawerHead } from "../../parts/drawerhead.js";
import { Mark } from "../../parts/mark.js";
import { JobHead } from "./jobhead.js";
import { JobActions, JobView } from "./jobview.js";

/** A job beside the list it is in. @param {{id: string}} props */
export default function JobDrawer({ id }) {
  const run = useRun(jobRun(id));
  const job = run.job.value;
  return html`
    <${DrawerHead} title=${html`<h2>${job?.name || html`<code>${id.slice(-8)}</code>`}</h2>${job && html`<${Mark} state=${job.state} />`}`} onClose=${() => (patch({ f: null, view: null, node: null }), openDrawer(null))}>
      <${JobActions} id=${id} /><${Button} small icon="link" href=${`/jobs/${id}`} label=${t("drawer.full")} />
    <//>
    ${job && html`<${JobHead} job=${job} />`}
    <${JobView} key=${id} id=${id} query=${route.value.query} />`;
}
