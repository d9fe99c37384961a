// Decisions that need no browser.
import assert from "node:assert/strict";
import { test } from "node:test";
import "./dom.mjs";

const { spans, strip } = await import("../../app/parts/output/ansi.js");
const { Rows, reference, search, textOf } = await import("../../app/parts/output/rows.js");
const { ERR, Lane, OUT } = await import("../../app/store/lane.js");
const { nodeList } = await import("../../app/parts/nodelist.js");
const { complete } = await import("../../app/parts/target/complete.js");
const { compareText } = await import("../../app/parts/diff.js");
const { EMPTY, optionsOf, orderOf, readDuration, splitWords } = await import("../../app/pages/run/order.js");
const { layout, squareAt, squaresIn } = await import("../../app/pages/fleet/map.js");
const { readLabels } = await import("../../app/pages/nodes/bulk.js");
const { mistakeAt } = await import("../../app/store/targets.js");

const lane = (node, ...texts) => {
  const made = new Lane(node);
  texts.forEach((text) => made.print(OUT, text, true));
  made.state = "succeeded";
  return made;
};
const fold = (one, nodes = [one.node]) => ({ key: one.key, state: one.state, task: null, nodes, lane: one });

test("colours become spans, and what was overwritten is gone", () => {
  assert.deepEqual(spans("a\x1b[1;31mb\x1b[0mc").map(({ text, style }) => [text, style?.fg ?? null, style?.bold ?? null]), [["a", null, null], ["b", 1, true], ["c", null, null]]);
  assert.equal(strip("10%\r50%\r100%\r"), "100%");
  assert.equal(strip("\x1b]0;title\x07x\x1b[2Ky\x07"), "xy");
  assert.equal(spans("\x1b[38;5;196mx")[0].style.fg, 9);
  assert.equal(spans("\x1b[38;2;0;200;0mx")[0].style.fg, 2);
});

test("lines come together from pieces, and streams do not mix within a line", () => {
  const one = new Lane("n");
  one.print(OUT, "he", true);
  one.print(OUT, "llo\nwor", true);
  one.print(ERR, "oops\n", true);
  one.print(OUT, "ld\n", true);
  assert.deepEqual(one.lines, ["hello", "wor", "oops", "ld"]);
  assert.deepEqual(one.kinds, [OUT, OUT, ERR, OUT]);
});

test("lanes fold when they printed the same in whatever pieces, and not otherwise", () => {
  assert.equal(lane("a", "one\ntwo\n").key, lane("b", "one\ntwo\n").key);
  assert.notEqual(lane("a", "one\n").key, lane("b", "two\n").key);
  const failed = lane("c", "one\n");
  failed.state = "failed";
  assert.notEqual(failed.key, lane("a", "one\n").key);
});

test("a new attempt forgets what the one before printed", () => {
  const one = lane("a", "first\n");
  one.begin(2);
  one.print(OUT, "second\n", true);
  one.state = "succeeded";
  assert.deepEqual(one.lines, ["second"]);
  assert.equal(one.key, lane("b", "second\n").key);
});

test("rows are found by number among many blocks", async () => {
  const folds = [fold(lane("a", "1\n2\n3\n"), ["a", "b"]), fold(lane("c", "1\nx\n3\n"))];
  const rows = new Rows(folds, new Map(), true);
  assert.equal(rows.count, 8);
  assert.deepEqual([0, 1, 3, 4, 6].map((i) => [rows.at(i).kind, rows.at(i).line]), [["head", -1], ["line", 0], ["line", 2], ["head", -1], ["line", 1]]);
  assert.deepEqual(await search(rows, "X", async () => {}, () => false), [6]);
  assert.equal(reference(folds).fold, folds[0]);
  const closed = new Rows(folds, new Map([["a", "closed"]]), true);
  assert.equal(closed.count, 5);
  assert.equal(textOf(folds, true), "== a, b: succeeded ==\n1\n2\n3\n== c: succeeded ==\n1\nx\n3\n");
});

test("much output of several blocks is cut, and says by how much", () => {
  const long = Array.from({ length: 4000 }, (_, i) => `${i}\n`).join("");
  const rows = new Rows([fold(lane("a", long)), fold(lane("b", "x\n"))], new Map(), true);
  assert.equal(rows.blocks[0].hidden, 3960);
  assert.equal(rows.at(41).kind, "more");
  assert.equal(new Rows([fold(lane("a", long))], new Map(), false).count, 4000);
});

test("a job of ten megabytes is taken in without long work", (t) => {
  const piece = `${"x".repeat(60)}\n`.repeat(100);
  const one = new Lane("n");
  const began = performance.now();
  for (let i = 0; i < 1700; i += 1) one.print(OUT, piece, true);
  t.diagnostic(`${Math.round(one.size / 1024)} KiB, ${one.lines.length} lines in ${Math.round(performance.now() - began)} ms`);
  assert.equal(one.lines.length, 170_000);
  assert.equal(new Rows([fold(one)], new Map(), true).at(169_999).kind, "line");
});

test("names of nodes are told in short", () => {
  assert.equal(nodeList(["node-1", "node-2", "node-3", "node-7", "web"]), "node-[1-3,7], web");
  assert.equal(nodeList(["n08", "n09", "n10", "n11"]), "n[08-11]");
  assert.match(nodeList(Array.from({ length: 500 }, (_, i) => `h${String.fromCharCode(97 + (i % 26))}${i}x`), 40), /, \+\d+$/);
});

const words = {
  labels: new Map([["role", new Map([["web", 5], ["db", 2]])], ["tier", new Map([["gold", 1]])]]),
  groups: new Map([["frontend", 3]]), facts: new Map([["os.name", "Debian"]]), ids: () => ["node-1", "node-2"],
};
const offered = (target, caret = target.length) => complete(target, caret, words).map((one) => target.slice(0, one.from) + one.text + target.slice(one.to));

test("targets are completed where the caret is", () => {
  assert.equal(offered('labels["r')[0], 'labels["role"]');
  assert.deepEqual(offered('labels["role"] == "'), ['labels["role"] == "web"', 'labels["role"] == "db"']);
  assert.equal(offered('labels["role"] == "w" && x', 19)[0], 'labels["role"] == "web" && x');
  assert.equal(offered('status == "on')[0], 'status == "online"');
  assert.equal(offered('"fr')[0], '"frontend" in groups');
  assert.equal(offered("facts.os")[0], "facts.os.name");
  assert.ok(offered("node-1,no").includes("node-1,node-1"));
  assert.ok(offered("la").includes('labels["'));
});

test("a mistake is shown where the server found it", () => {
  assert.equal(mistakeAt("target is wrong at 1:8: undeclared reference to 'role'", "labels[role]"), 7);
  assert.equal(mistakeAt("target is wrong at 2:1: x", "a &&\nb"), 5);
  assert.equal(mistakeAt("no position", "x"), -1);
});

test("the form of Run becomes an order, or says what is wrong with it", () => {
  assert.equal(readDuration("1h30m"), "5400s");
  assert.equal(readDuration("90"), "90s");
  assert.equal(readDuration("soon"), null);
  assert.deepEqual(splitWords("echo 'a b' \"c\\\"d\" e\\ f ''"), ["echo", "a b", 'c"d', "e f", ""]);
  assert.equal(splitWords("echo 'a"), null);
  const { order, problem } = orderOf({ ...EMPTY, command: "uptime", timeout: "2m", env: "A=1\nB=2=3", stdin: "é" }, " all ");
  assert.equal(problem, "");
  assert.deepEqual(order, { target: "all", shell: { line: "uptime", env: { A: "1", B: "2=3" }, stdin: "w6k=" }, timeout: "120s" });
  assert.equal(orderOf({ ...EMPTY, command: "x", batch: "0" }, "all").problem, "run.badCount");
  assert.equal(orderOf({ ...EMPTY, command: "x", env: "nothing" }, "all").problem, "run.badEnv");
  assert.equal(orderOf(EMPTY, "all").problem, "run.noCommand");
  const again = optionsOf({ name: "", shell: { argv: ["echo", "it's"] } });
  assert.deepEqual(splitWords(again.command), ["echo", "it's"]);
});

test("the map has a square for each node, found again under the pointer", () => {
  const nodes = Array.from({ length: 10_000 }, (_, i) => ({ id: `n${i}`, name: "", labels: { zone: `z${i % 3}` }, groups: [], status: "online", cordoned: false }));
  const plan = layout(nodes, "label:zone", 1000, 700);
  assert.equal(plan.squares.length, 10_000);
  assert.equal(plan.bands.length, 3);
  for (const i of [0, 17, 4_999, 9_999]) {
    const { x, y, node } = plan.squares[i];
    assert.equal(squareAt(plan, x + 1, y + 1)?.node, node);
  }
  assert.equal(squaresIn(plan, -1, -1, 2000, 100_000).length, 10_000);
  assert.equal(layout(nodes.slice(0, 3), "", 1000, 700).named, true);
});

test("labels to set and to remove are read", () => {
  assert.deepEqual(readLabels("a=1 b- c=x=y"), { set: { a: "1", c: "x=y" }, gone: ["b"] });
  assert.equal(readLabels("nonsense"), null);
});

test("texts are compared by lines", () => {
  assert.equal(compareText("a\nb\nc", "a\nx\nc"), " a\n-b\n+x\n c");
  assert.equal(compareText("same", "same"), "");
});
