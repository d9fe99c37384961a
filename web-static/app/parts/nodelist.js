/**
 * Names of nodes in short: `node-[1-3,7], web-1`. Not more than so many characters, then how many are left.
 * @param {string[]} ids in order @param {number} [most]
 */
export function nodeList(ids, most = 200) {
  /** @type {Map<string, {width: number, numbers: number[]}>} */
  const runs = new Map();
  /** @type {string[]} */
  const order = [];
  for (const id of ids) {
    const match = /^(.*?)(\d+)$/.exec(id);
    const key = match && match[2].length < 16 ? `${match[1]}\0${match[2].startsWith("0") ? match[2].length : 0}` : `${id}\0-`;
    let run = runs.get(key);
    if (!run) {
      runs.set(key, (run = { width: match ? match[2].length : 0, numbers: [] }));
      order.push(key);
    }
    if (match && !key.endsWith("-")) run.numbers.push(Number(match[2]));
  }
  let text = "";
  let told = 0;
  for (const key of order) {
    const run = /** @type {{width: number, numbers: number[]}} */ (runs.get(key));
    const [prefix, pad] = key.split("\0");
    const piece = run.numbers.length === 0 ? prefix : prefix + ranges(run.numbers.sort((a, b) => a - b), pad === "0" ? 0 : run.width);
    if (text && text.length + piece.length > most) return `${text}, +${ids.length - told}`;
    text += (text ? ", " : "") + piece;
    told += Math.max(1, run.numbers.length);
  }
  return text.length > most * 2 ? `${text.slice(0, most * 2)}…` : text;
}

/** @param {number[]} numbers @param {number} width */
function ranges(numbers, width) {
  const show = (/** @type {number} */ n) => String(n).padStart(width, "0");
  if (numbers.length === 1) return show(numbers[0]);
  const parts = [];
  for (let i = 0; i < numbers.length; ) {
    let j = i;
    while (j + 1 < numbers.length && numbers[j + 1] === numbers[j] + 1) j += 1;
    parts.push(i === j ? show(numbers[i]) : `${show(numbers[i])}-${show(numbers[j])}`);
    i = j + 1;
  }
  return `[${parts.join(",")}]`;
}
