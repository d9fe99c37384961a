import { html } from "../../ui.js";
import { openDrawer, patch, route } from "../../core/router.js";
import { t } from "../../core/i18n.js";
import { Button } from "../../parts/button.js";
import { DrawerHead } from "../../parts/drawerhead.js";
import { NodeHead, NodeTabs } from "./nodeview.js";

/** A node beside the list it is in. @param {{id: string}} props */
export default function NodeDrawer({ id }) {
  const { query } = route.value;
  return html`
    <${DrawerHead} title=${html`<${NodeHead} id=${id} />`} onClose=${() => (patch({ tab: null }), openDrawer(null))}>
      <${Button} small icon="link" href=${`/nodes/${encodeURIComponent(id)}`} label=${t("drawer.full")} />
    <//>
    <${NodeTabs} key=${id} id=${id} tab=${query.tab ?? "overview"} tabHref=${(/** @type {string} */ tab) => tabHref(tab)} />`;
}

/** @param {string} tab */
function tabHref(tab) {
  const params = new URLSearchParams(route.value.query);
  params.set("tab", tab);
  return `${route.value.path}?${params}`;
}
