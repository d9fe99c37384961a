// Thousands of nodes, and a job on all of them: the page stays quick. CONSOLE_NODES says how many there are.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { fits, go, login, open, shoot } from "./console.mjs";

const NODES = Number(process.env.CONSOLE_NODES);
const LONGEST = Number(process.env.CONSOLE_LONGEST_TASK ?? 1000); // ms; the goal is 100 on an idle machine
const text = new Intl.NumberFormat("en-GB").format(NODES);
let browser;
let page;
let faults;

before(async () => {
  ({ browser, page, faults } = await open());
  await page.addInitScript(() => {
    window.longTasks = [];
    new PerformanceObserver((list) => list.getEntries().forEach((entry) => window.longTasks.push(Math.round(entry.duration)))).observe({ type: "longtask", buffered: true });
  });
  await login(page);
});
after(() => browser?.close());

/** How long the main thread was busy without a break, since it was asked last. */
async function measured(t, what) {
  const tasks = await page.evaluate(() => window.longTasks.splice(0));
  const worst = Math.max(0, ...tasks);
  t.diagnostic(`${what} with ${text} nodes: longest task ${worst} ms (goal 100), ${tasks.length} above 50 ms`);
  assert.ok(worst < LONGEST, `${what}: a task took ${worst} ms`);
}

test("the map shows all nodes", async (t) => {
  await page.getByText(`${text} of ${text} nodes`).first().waitFor();
  await go(page, "/?by=label%3Aemulated");
  await shoot(page, "fleet-1440-many");
  const frames = await page.evaluate(async () => {
    const map = document.querySelector(".fleetmap-paper");
    const box = map.getBoundingClientRect();
    const times = [];
    for (let i = 0; i < 60; i += 1) {
      const began = performance.now();
      map.dispatchEvent(new PointerEvent("pointermove", { clientX: box.x + 10 + i * 12, clientY: box.y + 40 + i, bubbles: true, pointerType: "mouse" }));
      await new Promise(requestAnimationFrame);
      times.push(performance.now() - began);
    }
    return times.sort((a, b) => a - b);
  });
  t.diagnostic(`a frame under the pointer: median ${frames[30].toFixed(1)} ms, worst ${frames[59].toFixed(1)} ms`);
  await measured(t, "the map");
});

test("dragging on the map chooses nodes for the target", async (t) => {
  await go(page, "/");
  const box = await page.locator(".fleetmap-paper").boundingBox();
  await page.mouse.move(box.x + 2, box.y + 2);
  await page.mouse.down();
  await page.mouse.move(box.x + 60, box.y + 40, { steps: 5 });
  await page.mouse.up();
  await page.waitForURL(/t=emu-/);
  await page.locator(".target-count", { hasText: ` of ${text} nodes` }).waitFor();
  await measured(t, "choosing");
});

test("the list scrolls through all of them", async (t) => {
  await go(page, "/nodes");
  await page.locator(".table-row").first().waitFor();
  for (let i = 1; i <= 20; i += 1) {
    await page.locator(".table .virtual").evaluate((element, share) => (element.scrollTop = element.scrollHeight * share), i / 20);
    await page.evaluate(() => new Promise(requestAnimationFrame));
  }
  await page.getByRole("row").filter({ hasText: `emu-${String(NODES).padStart(5, "0")}` }).waitFor();
  assert.ok((await page.locator(".table-row").count()) < 120, "only what is seen exists");
  await shoot(page, "nodes-1440-many");
  await measured(t, "the list");
});

test("a job on all of them is shown as it runs", async (t) => {
  await go(page, "/run?t=all");
  await page.getByText(`${text} of ${text} nodes`).first().waitFor();
  await page.getByLabel("Command").fill("uptime");
  await page.getByRole("button", { name: `Run on ${text} nodes` }).click();
  await page.getByRole("dialog").getByRole("textbox").fill(String(NODES));
  await page.getByRole("dialog").getByRole("button", { name: `Run on ${text} nodes` }).click();
  await page.locator(".jobhead").waitFor();
  await shoot(page, "run-1440-many");
  await page.locator(".jobhead .mark-ok").waitFor({ timeout: 240_000 });
  await page.locator(".output-head", { hasText: `${text} nodes` }).waitFor();
  await measured(t, "the job");
  await go(page, "/jobs");
  await shoot(page, "jobs-1440-many");
});

test("pages fit a telephone", async () => {
  await page.setViewportSize({ width: 390, height: 844 });
  for (const path of ["/", "/nodes", "/jobs", "/run?t=all"]) {
    await go(page, path);
    const name = `${path.replace(/\W.*$/, "").slice(1) || path.replace(/\W+|t=all/g, "") || "fleet"}-390-many`;
    await fits(page, name);
    await shoot(page, name);
  }
});

test("the browser complained of nothing", () => {
  assert.deepEqual(faults, []);
});
