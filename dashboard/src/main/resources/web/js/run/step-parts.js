// What a step's time goes into, per worker and over time.

export const PARTS = [
  { key: 'data', label: 'data', colour: '--series-6', help: 'waiting for images' },
  { key: 'forward', label: 'forward', colour: '--series-1', help: 'computing the losses' },
  { key: 'backward', label: 'backward', colour: '--series-3', help: 'computing gradients' },
  { key: 'sync', label: 'sync', colour: '--series-2', help: 'averaging gradients with other workers' },
  { key: 'optimizer', label: 'optimizer', colour: '--series-5', help: 'changing the weights' },
  { key: 'other', label: 'other', colour: '--marker', help: 'everything else of the step' },
];
const RECENT = 50; // steps that a worker is judged by
const SLOW = 1.25; // times the middle of all workers

/** Curve names are time/PART_ms, with worker/N/ before it for one of several workers. */
const NAME = /^(?:worker\/(\d+)\/)?time\/(\w+)_ms$/;

/** The workers whose times a table has, in order; '' is the run as a whole, or its only worker. */
export function workers(table) {
  const found = new Set([...table.columns.keys()].map((name) => NAME.exec(name)?.[1] ?? ''));
  return [...found].sort((a, b) => Number(a) - Number(b));
}

/** Mean milliseconds of each part, in the order of PARTS, over the rows [first, end) of a worker's times. */
export function means(table, worker, first, end) {
  const prefix = worker === '' ? '' : `worker/${worker}/`;
  const mean = (key) => meanOf(table.columns.get(`${prefix}time/${key}_ms`), first, end);
  const known = PARTS.slice(0, -1).map(({ key }) => mean(key) || 0);
  const inside = known.reduce((a, b) => a + b, 0) - known[0]; // waiting for data is before the step
  return [...known, Math.max(0, (mean('step') || 0) - inside)];
}

function meanOf(column, first, end) {
  let sum = 0;
  let count = 0;
  for (let i = first; column && i < end; i++) {
    const v = column.get(i);
    if (!Number.isNaN(v)) {
      sum += v;
      count++;
    }
  }
  return count ? sum / count : NaN;
}

/** Means over equal ranges of the rows between two steps, as [steps, data, forward, ...], each of `most` values or fewer. */
export function overTime(table, worker, range, most) {
  const { steps } = table;
  const first = range ? Math.max(0, steps.firstAtLeast(range[0]) - 1) : 0;
  const end = range && Number.isFinite(range[1]) ? Math.min(steps.length, steps.firstAtLeast(range[1]) + 1) : steps.length;
  let bucket = 1;
  while (end - first > most * bucket) bucket *= 2;
  const columns = [[], ...PARTS.map(() => [])];
  for (let start = first - (first % bucket); start < end; start += bucket) {
    const stop = Math.min(end, start + bucket);
    columns[0].push(steps.get(stop - 1));
    means(table, worker, start, stop).forEach((value, i) => columns[i + 1].push(value));
  }
  return columns;
}

/** How the newest steps of each worker went: {worker, parts, total, slow: share above the middle, or 0}. */
export function recent(table) {
  const end = table.steps.length;
  const all = workers(table);
  const judged = all.length > 1 ? all.filter((worker) => worker !== '') : all;
  const rows = judged.map((worker) => {
    const parts = means(table, worker, Math.max(0, end - RECENT), end);
    return { worker, parts, total: parts.reduce((a, b) => a + b, 0), slow: 0 };
  });
  if (rows.length < 2) return rows;
  const own = (row) => row.total - row.parts[3]; // in sync the fast wait for the slow
  const middle = rows.map(own).sort((a, b) => a - b)[Math.floor((rows.length - 1) / 2)];
  return rows.map((row) => ({ ...row, slow: own(row) > SLOW * middle ? own(row) / middle - 1 : 0 }));
}
