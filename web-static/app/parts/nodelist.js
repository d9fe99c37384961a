/**
 * Names of nodes in short: `node-[1-3,7], web-1`. Not more than so many characters, then how many are left.
 * @param {string[]} ids in order @param {number} [most]
 */
export function nodeList(ids, most = 200) {
  // names whose numbers have zeros in front belong together when the numbers are of one length
  const padded = new Set();
  for (const id of ids) {
    const match = /^(.*?)(0\d+)$/.exec(id);
    if (match) padded.add(`${match[1]}\0${match[2].length}`);
  }
  /** @type {Map<string, {width: number, numbers: number[]}>} */
  const runs = new Map();
  for (const id of ids) {
    const match = /^(.*?)(\d{1,15})$/.exec(id);
    const width = match && padded.has(`${match[1]}\0${match[2].length}`) ? match[2].length : 0;
    const key = match ? `${match[1]}\0${width}` : `${id}\0-`;
    const run = runs.get(key) ?? { width, numbers: [] };
    runs.set(key, run);
    if (match) run.numbers.push(Number(match[2]));
  }
  let text = "";
  let told = 0;
  for (const [key, run] of runs) {
    const [prefix] = key.split("\0");
    const piece = run.numbers.length === 0 ? prefix : prefix + ranges(run.numbers.sort((a, b) => a - b), run.width);
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
