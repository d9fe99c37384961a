// The console as it is served, with real agents. CONSOLE_URL, CONSOLE_TOKEN_FILE, CONSOLE_SERVER_PID and CONSOLE_SHOTS say with what.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { axe, BASE, choose, fits, go, login, open, settled, shoot, TOKEN } from "./console.mjs";

let browser;
let page;
let faults;
const PAGES = ["/", "/nodes", "/run?t=all", "/jobs", "/rollouts", "/files", "/config", "/audit", "/join", "/about", "/settings"];

before(async () => {
  ({ browser, page, faults } = await open());
});
after(() => browser?.close());

test("files are compressed, kept for ever and guarded by a strict policy", async () => {
  const answer = await page.goto(`${BASE}/nodes/web-1?tab=facts`);
  assert.equal(answer.status(), 200);
  const policy = answer.headers()["content-security-policy"];
  assert.match(policy, /default-src 'self'/);
  assert.doesNotMatch(policy, /unsafe/);
  assert.equal(answer.headers()["cache-control"], "no-cache");
  const script = await page.locator("script[type=module]").getAttribute("src");
  assert.match(script, /^\/assets\/[0-9a-f]{16}\/main\.js$/);
  const asset = await page.request.get(BASE + script, { headers: { "accept-encoding": "gzip" } });
  assert.match(asset.headers()["cache-control"], /immutable/);
  assert.equal(asset.headers()["content-encoding"], "gzip");
  assert.equal((await page.request.get(`${BASE}/assets/${"0".repeat(16)}/../../secret`)).status(), 404);
  assert.equal((await page.request.get(`${BASE}/no/such/page`, { headers: { accept: "application/json" } })).status(), 404);
});

test("a wrong token is refused with its trace id, the right one opens the fleet", async () => {
  await page.goto(BASE);
  await page.getByRole("button", { name: "API token" }).click();
  await page.locator("input[type=password]").fill("mst_wrong_token");
  await page.locator("button[type=submit]").click();
  await page.locator(".problem .trace code").waitFor();
  assert.match(await page.locator(".problem .trace code").textContent(), /^[0-9a-f]{32}$/);
  await shoot(page, "login");
  await page.locator("input[type=password]").fill(TOKEN);
  await page.locator("button[type=submit]").click();
  await page.locator(".fleet-count").first().waitFor();
  await page.getByRole("link", { name: /3\s*online/ }).waitFor();
  assert.equal(await page.evaluate((token) => JSON.stringify({ ...localStorage, ...sessionStorage }).includes(token), TOKEN), false);
});

test("runs a command and shows what it prints as it comes, folded", async () => {
  await go(page, "/run?t=all");
  await page.getByText("3 of 3 nodes").first().waitFor();
  await page.getByLabel("Command").fill("echo first; sleep 3; echo second; [ $MUSTER_NODE_ID = $(echo $MUSTER_NODE_ID | tr -d 2) ] || exit 3");
  await page.getByRole("button", { name: "Run on 3 nodes" }).click();
  await page.locator(".output-line", { hasText: "first" }).first().waitFor();
  assert.match(page.url(), /job=[0-9a-z]+/);
  await page.locator(".jobhead .mark-bad").waitFor();
  await page.locator(".output-head", { hasText: "succeeded" }).waitFor();
  await page.locator(".output-head", { hasText: "failed" }).waitFor();
  const heads = await page.locator(".output-head").allTextContents();
  assert.match(heads[0], /failed.*1 node.*exit 3/);
  assert.match(heads[1], /succeeded.*2 nodes/);
  await page.getByRole("button", { name: /^Failed 1$/ }).click();
  await page.waitForFunction(() => document.querySelectorAll(".output-head").length === 1);
  await page.getByRole("button", { name: "By node" }).click();
  await page.locator(".lanes-entry").first().waitFor();
  await page.getByRole("button", { name: "Retry 1 failed" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Retry", exact: true }).click();
  await page.getByRole("dialog").waitFor({ state: "detached" });
});

test("a job's own address replays it", async () => {
  await page.getByRole("link", { name: "Permanent link" }).click();
  await page.waitForURL(/\/jobs\/[0-9a-z]+/);
  await page.locator(".output-line", { hasText: "second" }).first().waitFor();
  await page.goBack();
  await page.waitForURL(/\/run/);
});

test("cancels with a reason", async () => {
  await go(page, "/run?t=all");
  await page.getByLabel("Command").fill("echo going; sleep 300");
  await page.getByRole("button", { name: "Run on 3 nodes" }).click();
  await page.locator(".output-line", { hasText: "going" }).first().waitFor();
  await page.getByRole("button", { name: "Stop" }).click();
  const dialog = page.getByRole("dialog");
  assert.equal(await dialog.getByRole("button", { name: "Stop" }).isDisabled(), true);
  await dialog.getByLabel("Reason").fill("only a test");
  await dialog.getByRole("button", { name: "Stop" }).click();
  await page.locator(".jobhead .mark-off").waitFor();
  await page.locator(".output-message", { hasText: "only a test" }).first().waitFor();
});

test("a rollout is planned, watched batch by batch, promoted and aborted with a reason", async () => {
  await go(page, "/rollouts/new?t=all");
  await page.getByLabel("Name", { exact: true }).fill("console-rollout");
  await page.getByLabel("Command", { exact: true }).fill("echo rolled; sleep 1");
  await page.getByLabel("Batch size", { exact: true }).fill("1");
  await page.getByLabel("Goes on by itself").uncheck();
  await page.locator(".startrollout-batches li").nth(2).waitFor();
  await shoot(page, "rollout-plan");
  await page.getByRole("button", { name: "Start on 3 nodes" }).click();
  await page.getByRole("dialog").getByLabel("Reason").fill("a test of the console");
  await page.getByRole("dialog").getByRole("button", { name: "Start on 3 nodes" }).click();
  await page.waitForURL(/\/rollouts\/[0-9a-z]{26}$/);
  await page.locator(".strip-batch").nth(2).waitFor();
  await page.locator(".strip-batch").nth(0).locator(".square-succeeded").waitFor();
  await page.locator(".gate-now").waitFor();
  assert.equal(await page.locator(".strip-batch").nth(1).locator(".square-waiting").count(), 1, "it waits to be promoted");
  await page.getByRole("button", { name: "Promote", exact: true }).click();
  await page.getByRole("dialog").getByLabel("Reason").fill("the first node is well");
  await page.getByRole("dialog").getByRole("button", { name: "Promote", exact: true }).click();
  await page.locator(".strip-batch").nth(1).locator(".square-succeeded").waitFor();
  await page.getByRole("button", { name: "Abort", exact: true }).waitFor();
  await shoot(page, "rollout-waits");
  await page.getByRole("button", { name: "Abort", exact: true }).click();
  const dialog = page.getByRole("dialog");
  assert.equal(await dialog.getByRole("button", { name: "Abort", exact: true }).isDisabled(), true);
  await dialog.getByLabel("Reason").fill("enough is seen");
  await dialog.getByRole("button", { name: "Abort", exact: true }).click();
  await dialog.waitFor({ state: "detached" });
  await page.locator(".page-bar .mark", { hasText: "aborted" }).waitFor();
  await page.getByText("enough is seen").first().waitFor();
  assert.equal(await page.getByRole("button", { name: "Abort", exact: true }).count(), 0, "what is over cannot be aborted");
  assert.equal(await page.locator(".strip-batch").nth(2).locator(".square-waiting").count(), 1, "the last node was never touched");
  await shoot(page, "rollout-aborted");
});

test("nodes are filtered by a target, whose mistakes are shown where they are", async () => {
  await go(page, "/nodes");
  const rows = page.locator(".table-row");
  await rows.nth(2).waitFor();
  const id = await rows.first().locator("a").first().textContent();
  await page.keyboard.press("/");
  await page.keyboard.type(`id == "${id}"`);
  await page.getByText("1 of 3 nodes").first().waitFor();
  await page.waitForFunction(() => document.querySelectorAll(".table-row").length === 1);
  assert.match(page.url(), /t=id/);
  await page.locator(".target-input").fill('labels[role] == "web"');
  await page.locator(".target-caret").waitFor();
  const caret = await page.locator(".target-caret").boundingBox();
  const input = await page.locator(".target-input").boundingBox();
  const column = await page.evaluate(() => {
    const measure = document.createElement("canvas").getContext("2d");
    measure.font = getComputedStyle(document.querySelector(".target-input")).font;
    return measure.measureText("0").width;
  });
  assert.ok(Math.abs(caret.x + caret.width / 2 - (input.x + 8 + 7.5 * column)) < column, "the caret stands under the word");
  await page.locator(".target-input").fill("sta");
  await page.getByRole("option").first().waitFor();
  await page.keyboard.press("Tab");
  assert.equal(await page.locator(".target-input").inputValue(), 'status == "online"');
  await page.locator(".target-input").fill("");
});

test("a node opens beside the list, is labelled and cordoned, and going back closes it", async () => {
  await go(page, "/nodes");
  await page.locator(".table-row").first().click();
  await page.locator(".drawer").waitFor();
  assert.match(page.url(), /open=node/);
  await page.locator(".drawer").getByRole("button", { name: "Labels" }).click();
  await page.getByRole("dialog").getByRole("textbox").fill("console=tested");
  await page.getByRole("dialog").getByRole("button", { name: "Labels" }).click();
  await page.locator(".drawer .tag", { hasText: "console" }).waitFor();
  await page.locator(".drawer").getByRole("button", { name: "Cordon", exact: true }).click();
  await page.getByRole("dialog").getByLabel("Reason").fill("maintenance");
  await page.getByRole("dialog").getByRole("button", { name: "Cordon" }).click();
  await page.locator(".drawer .mark-off").first().waitFor();
  await page.locator(".drawer").getByRole("button", { name: "Uncordon" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Uncordon" }).click();
  await page.locator(".drawer .mark-ok").first().waitFor();
  for (const tab of ["Facts", "Tasks", "Files", "Configuration"]) {
    await page.locator(".drawer").getByRole("link", { name: tab }).click();
    await settled(page);
    assert.equal(await page.locator(".drawer .problem").count(), 0, tab);
  }
  await page.keyboard.press("Escape");
  await page.locator(".drawer").waitFor({ state: "detached" });
});

test("everything is reached from the palette and by keys", async () => {
  await page.keyboard.press("Control+k");
  await page.locator(".palette-input").fill("jobs");
  await page.keyboard.press("Enter");
  await page.waitForURL(/\/jobs/);
  await page.locator("main").click({ position: { x: 5, y: 5 } });
  await page.keyboard.press("g");
  await page.keyboard.press("n");
  await page.waitForURL(/\/nodes/);
  await page.keyboard.press("?");
  await page.getByRole("dialog").getByText("Go to anything").waitFor();
  await page.keyboard.press("Escape");
  await page.getByRole("dialog").waitFor({ state: "detached" });
});

test("language and theme change at once", async () => {
  await go(page, "/nodes");
  await choose(page, "中文");
  await page.getByRole("heading", { name: "节点" }).waitFor();
  assert.equal(await page.evaluate(() => document.documentElement.lang), "zh-CN");
  await page.locator(".account-open").click();
  await page.locator(".account-menu").getByRole("button", { name: "深色" }).click();
  assert.equal(await page.evaluate(() => document.documentElement.dataset.theme), "dark");
  await page.locator(".account-menu").getByRole("button", { name: "浅色" }).click();
  await page.locator(".account-menu").getByRole("button", { name: "English" }).click();
  await page.keyboard.press("Escape");
  await page.getByRole("heading", { name: "Nodes" }).waitFor();
});

test("a server that freezes is noticed, and what runs goes on where it was", async () => {
  const pid = Number(process.env.CONSOLE_SERVER_PID);
  await go(page, "/run?t=all");
  await page.getByLabel("Command").fill("for i in $(seq 45); do echo line $i; sleep 1; done");
  await page.getByRole("button", { name: "Run on 3 nodes" }).click();
  await page.locator(".output-line", { hasText: "line 2" }).first().waitFor();
  process.kill(pid, "SIGSTOP");
  try {
    await page.locator(".connection").waitFor();
    await shoot(page, "lost");
    assert.ok(await page.locator(".output-line", { hasText: "line 2" }).count(), "what was seen stays");
  } finally {
    process.kill(pid, "SIGCONT");
  }
  await page.locator(".connection").waitFor({ state: "detached" });
  await page.locator(".output-line", { hasText: "line 45" }).first().waitFor();
  const lines = await page.locator(".output-line").allTextContents();
  const numbers = lines.filter((line) => line.startsWith("line ")).map((line) => Number(line.slice(5)));
  // Only what is in sight is in the document.
  const seen = [...new Set(numbers)].sort((a, b) => a - b);
  assert.ok(seen.length >= 15, `${seen.length} lines are in sight`);
  assert.deepEqual(seen, Array.from({ length: seen.length }, (_, i) => 45 - seen.length + 1 + i));
});

test("pages are accessible in both themes", async () => {
  for (const theme of ["light", "dark"]) {
    await page.emulateMedia({ colorScheme: theme });
    await choose(page, "System");
    for (const path of PAGES) {
      await go(page, path);
      assert.deepEqual(await axe(page), [], `${path}, ${theme}`);
    }
    await go(page, "/nodes");
    await page.locator(".table-row").first().click();
    await page.locator(".drawer .tabs").waitFor();
    assert.deepEqual(await axe(page), [], `the drawer, ${theme}`);
    await page.keyboard.press("Escape");
  }
  await page.emulateMedia({ colorScheme: "light" });
});

test("pages fit windows of 1440 and of 390 pixels, with nodes and without", async () => {
  for (const width of [1440, 390]) {
    await page.setViewportSize({ width, height: width === 390 ? 844 : 900 });
    for (const path of PAGES) {
      await go(page, path);
      const name = `${path.replace(/\W+/g, "") || "fleet"}-${width}`;
      await fits(page, name);
      await shoot(page, `${name}-3`);
    }
  }
  await page.setViewportSize({ width: 1440, height: 900 });
  await page.route("**/api/v1/{nodes,jobs}?*", (route) => route.fulfill({ json: {} }));
  await page.reload();
  await login(page);
  for (const width of [1440, 390]) {
    await page.setViewportSize({ width, height: width === 390 ? 844 : 900 });
    for (const path of ["/", "/nodes", "/jobs", "/run"]) {
      await go(page, path);
      await shoot(page, `${path.slice(1) || "fleet"}-${width}-0`);
    }
  }
  await page.unrouteAll({ behavior: "ignoreErrors" });
  await page.setViewportSize({ width: 1440, height: 900 });
});

test("logging out forgets who it was", async () => {
  await page.reload();
  await login(page);
  await page.locator(".account-open").click();
  await page.getByRole("button", { name: "Log out", exact: true }).click();
  await page.locator(".login").waitFor();
});

test("who logs in with a password stays logged in over a reload, and sees what he may do", async () => {
  const password = `${crypto.randomUUID()}-Aa1`;
  const made = await page.request.post(`${BASE}/api/v1/users`, {
    headers: { authorization: `Bearer ${TOKEN}` },
    data: { name: "viewer-of-tests", password, bindings: [{ role: "viewer", target: "all" }] },
  });
  assert.equal(made.status(), 200, await made.text());
  await page.getByLabel("User").fill("viewer-of-tests");
  await page.getByLabel("Password", { exact: true }).and(page.locator("input")).fill("wrong");
  await page.locator("button[type=submit]").click();
  await page.locator(".problem").waitFor();
  await page.getByLabel("Password", { exact: true }).and(page.locator("input")).fill(password);
  await page.locator("button[type=submit]").click();
  await page.locator(".shell").waitFor();
  await page.reload();
  await page.locator(".shell").waitFor();
  assert.equal(await page.evaluate(() => document.cookie), "");
  assert.equal(await page.locator(".rail").getByRole("link", { name: "Run" }).count(), 0);
  await go(page, "/nodes?open=node/x");
  await go(page, "/run");
  await page.getByText("task:execute").waitFor();
  await page.locator(".account-open").click();
  await page.getByRole("button", { name: "Log out", exact: true }).click();
  await page.locator(".login").waitFor();
  await page.reload();
  await page.locator(".login").waitFor();
});

test("the browser complained of nothing, and nothing was asked for elsewhere", () => {
  assert.deepEqual(faults, []);
});
