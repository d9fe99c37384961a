import { html } from "../../ui.js";
import { live, recent } from "../../core/feed.js";
import { clock, exact, instant, known, t } from "../../core/i18n.js";
import { styles } from "../../core/styles.js";
import { Mark } from "../../parts/mark.js";
await styles(import.meta.url);

const SHOWN = 60;

/** @param {import("../../core/feed.js").FeedEvent} event @returns {{state: string, link: string}} */
function about(event) {
  if (event.node) return { state: event.node.cordoned ? "cordoned" : event.node.status || "new", link: `/nodes/${event.object}` };
  if (event.job) return { state: event.job.state || "running", link: `/jobs/${event.object}` };
  if (event.rollout) return { state: event.rollout.paused ? "paused" : event.rollout.phase || "running", link: `/rollouts/${event.rollout.name}` };
  return { state: "converged", link: "" };
}

/** What just happened, as it comes. */
export function LiveEvents() {
  const events = recent.value.slice(0, SHOWN);
  return html`<section class="liveevents" aria-label=${t("fleet.events")}>
    <h2>${t("fleet.events")}</h2>
    ${events.length === 0 && html`<p class="liveevents-none">${live.value ? t("fleet.noEvents") : t("fleet.noFeed")}</p>`}
    <ol>${events.map((event) => {
      const { state, link } = about(event);
      const what = known(`event.${event.subject}`, event.subject);
      const who = event.job?.name || event.rollout?.name || event.nodeId || event.object;
      return html`<li key=${event.id}><time title=${exact(instant(event.at))}>${clock(instant(event.at))}</time><${Mark} bare state=${state} />
        ${link ? html`<a href=${link}>${who}</a>` : html`<span>${who}</span>`}<span class="liveevents-what">${what}${event.node?.changed?.length ? `: ${event.node.changed.join(", ")}` : ""}</span></li>`;
    })}</ol>
  </section>`;
}
