import { html } from "../../ui.js";
import { openDrawer, patch, route } from "../../core/router.js";
import { t } from "../../core/i18n.js";
import { Button } from "../../parts/button.js";
import { DrawerHead } from "../../parts/drawerhead.js";
import { Mark } from "../../parts/mark.js";
import { rolloutWatch, useWatch } from "../../store/rollouts.js";
import { RolloutActions, RolloutView } from "./view.js";

/** A rollout beside the list it is in. @param {{id: string}} props */
export default function RolloutDrawer({ id }) {
  const watch = useWatch(rolloutWatch(id));
  const rollout = watch.rollout.value;
  const title = html`<h2><code>${rollout?.name ?? id}</code></h2>${rollout && html`<${Mark} state=${rollout.state} />`}`;
  return html`
    <${DrawerHead} title=${title} onClose=${() => (patch({ tab: null }), openDrawer(null))}>
      <${Button} small icon="link" href=${`/rollouts/${id}`} label=${t("drawer.full")} />
    <//>
    <div class="rolloutview-bar"><${RolloutActions} watch=${watch} /></div>
    <${RolloutView} key=${id} watch=${watch} query=${route.value.query} />`;
}
