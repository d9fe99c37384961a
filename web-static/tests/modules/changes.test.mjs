// Decisions of the pages that change nodes: rollouts, files, configuration; and of audit and joining.
import assert from "node:assert/strict";
import { createHash, randomBytes } from "node:crypto";
import { test } from "node:test";
import "./dom.mjs";

const { Sha256 } = await import("../../app/store/sha256.js");
const { EMPTY, formOf, requestOf } = await import("../../app/pages/rollouts/order.js");
const { gateParts, span } = await import("../../app/pages/rollouts/gates.js");
const { actionsOf } = await import("../../app/store/rollouts.js");
const { timeOf } = await import("../../app/store/audit.js");
const { tokenState } = await import("../../app/store/joining.js");
const { placeKey } = await import("../../app/store/configs.js");

const form = (changes) => ({ ...EMPTY, name: "web", command: "true", ...changes });
const rollout = (state, nodes = {}, request = {}) => ({ state, nodes, request });

test("a hash of pieces is that of the whole, at every border of a block", () => {
  for (const size of [0, 1, 55, 56, 57, 63, 64, 65, 119, 120, 128, 1000, 100_001]) {
    const bytes = randomBytes(size);
    const sum = new Sha256();
    for (let at = 0; at < size; at += 97) sum.update(bytes.subarray(at, at + 97));
    assert.equal(sum.hex(), createHash("sha256").update(bytes).digest("hex"), `${size} bytes`);
  }
});

test("a rollout is asked for with what was filled in, and nothing else", () => {
  const { request, wrong } = requestOf(form({ undo: "false", batchSize: "1, 25%", interval: "1m30s", autoAdvance: false, health: "curl x" }), " all ");
  assert.deepEqual(wrong, {});
  assert.deepEqual(request, {
    name: "web", target: "all", strategy: "rolling", batchSize: "1,25%", interval: "90s", onFailure: "stop", shell: { line: "true" }, undoShell: { line: "false" }, checks: { health: { line: "curl x" } },
  });
});

test("first nodes are for canary and blue-green, and a target for them stands instead of a number", () => {
  assert.equal(requestOf(form({ first: "3", observe: "5m" }), "all").request.first, undefined);
  assert.deepEqual((({ first, observe }) => ({ first, observe }))(requestOf(form({ strategy: "canary", first: "3", observe: "5m" }), "all").request), { first: "3", observe: "300s" });
  const { request } = requestOf(form({ strategy: "blue-green", first: "3", firstTarget: "id == 'a'" }), "all");
  assert.deepEqual([request.first, request.firstTarget], [undefined, "id == 'a'"]);
});

test("what is missing or wrong in a rollout is said of its field", () => {
  const wrong = (changes, target = "all") => Object.keys(requestOf(form(changes), target).wrong).sort();
  assert.deepEqual(wrong({ name: "" }), ["name"]);
  assert.deepEqual(wrong({ name: "-x" }), ["name"]);
  assert.deepEqual(wrong({ command: " " }, ""), ["command", "target"]);
  assert.deepEqual(wrong({ interval: "soon", timeout: "1x" }), ["interval", "timeout"]);
  assert.deepEqual(wrong({ kind: "file" }), ["file", "path"]);
  assert.deepEqual(wrong({ kind: "config", document: "[]" }), ["document"]);
  assert.deepEqual(wrong({ promUrl: "http://p", promThreshold: "" }), ["promQuery", "promThreshold"]);
});

test("a rollout that was can be asked for again as it was", () => {
  const filled = form({ strategy: "canary", firstTarget: 'labels["a"] == "b"', observe: "60s", undo: "echo 'it''s'", tcp: "web:443", governor: "db", slots: "4", maxFailures: "10%", onFailure: "rollback", returnFor: "3600s" });
  const { request } = requestOf(filled, "all");
  assert.deepEqual(requestOf(formOf(request), "all").request, request);
});

test("a configuration takes neither a bound at the same time nor a governor", () => {
  const { request } = requestOf(form({ kind: "config", parallel: "2", governor: "db", document: '{"log":{}}' }), "all");
  assert.deepEqual([request.parallel, request.governor, request.shell], [undefined, undefined, undefined]);
  assert.deepEqual(request.config, { component: "agent", priority: 0, documentJson: '{"log":{}}' });
});

test("a gate waits for what the rules say, and the last one only for checks and absent nodes", () => {
  const rules = { strategy: "canary", observe: "600s", interval: "30s", checks: { http: "https://x" } };
  assert.deepEqual(gateParts(rules, 1, false), ["checks", "10 min", "approval"]);
  assert.deepEqual(gateParts({ ...rules, autoAdvance: true }, 2, false), ["checks", "30 s"]);
  assert.deepEqual(gateParts({ ...rules, returnFor: "60s" }, 3, true), ["checks", "absent nodes 1 min"]);
  assert.deepEqual(gateParts({ strategy: "rolling", autoAdvance: true }, 1, false), []);
  assert.equal(span("1.5s"), 1500);
});

test("only what a rollout takes now can be asked of it", () => {
  const undo = { undoShell: { line: "x" } };
  assert.deepEqual(actionsOf(rollout("running"), false), ["pause", "abort"]);
  assert.deepEqual(actionsOf(rollout("waiting", {}, undo), true), ["promote", "pause", "abort", "rollback"]);
  assert.deepEqual(actionsOf(rollout("paused"), false), ["resume", "abort"]);
  assert.deepEqual(actionsOf(rollout("failed", { failed: 1 }), true), ["retry"]);
  assert.deepEqual(actionsOf(rollout("aborted", { undone: 1 }, undo), true), ["rollback"]);
  assert.deepEqual(actionsOf(rollout("succeeded", {}, { file: {} }), true), ["rollback"]);
  assert.deepEqual(actionsOf(rollout("aborting", {}, undo), true), []);
  assert.deepEqual(actionsOf(rollout("rolled_back", {}, undo), true), []);
  assert.deepEqual(actionsOf(rollout("rollback_failed", {}, undo), true), ["retry", "rollback"]);
});

test("times of the audit's filter are times, or how long ago", () => {
  assert.equal(timeOf("2026-01-02T03:04:05Z"), "2026-01-02T03:04:05.000Z");
  const ago = Date.now() - Date.parse(timeOf("24h") ?? "");
  assert.ok(Math.abs(ago - 86_400_000) < 5_000, String(ago));
  assert.equal(timeOf("yesterday"), undefined);
  assert.equal(timeOf(undefined), undefined);
});

test("a join token is active until it is spent, over or revoked", () => {
  const token = { expiresAt: "2026-01-01T00:00:10Z", uses: 0, maxUses: 2 };
  const at = Date.parse("2026-01-01T00:00:00Z");
  assert.equal(tokenState(token, at), "active");
  assert.equal(tokenState({ ...token, uses: 2 }, at), "spent");
  assert.equal(tokenState(token, at + 10_000), "expired");
  assert.equal(tokenState({ ...token, revoked: true, uses: 2 }, at), "revoked");
});

test("documents of one component are told apart by their scope", () => {
  assert.notEqual(placeKey({ component: "a", nodeId: "x" }), placeKey({ component: "a", target: "x" }));
});
