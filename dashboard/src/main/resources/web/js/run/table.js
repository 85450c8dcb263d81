// Points of the curves of one chart: a column of steps, increasing, and one column of values per curve.

export class Table extends EventTarget {
  steps = [];
  columns = new Map();
  /** Grows when points before the end changed, so that what was derived from them must be made anew. */
  revision = 0;

  /** accepts: whether a curve of this name belongs here. */
  constructor(accepts) {
    super();
    this.accepts = accepts;
  }

  /** Takes over what the server has: {name: [[step, value], ...]}. */
  load(series) {
    const names = Object.keys(series).filter(this.accepts);
    this.steps = commonSteps(names.map((name) => series[name]));
    this.columns = new Map();
    for (const name of names) {
      const column = this.#column(name);
      let row = 0;
      for (const [step, value] of series[name]) {
        if (this.steps[row] !== step) row = firstAtLeast(this.steps, step);
        column[row++] = value;
      }
    }
    this.#changed(true);
  }

  /**
   * Adds the values of one step. A run that goes on from a checkpoint repeats steps; the newer values replace the
   * older ones, so a curve never runs back.
   */
  put(step, values) {
    const names = Object.keys(values).filter(this.accepts);
    if (names.length === 0) return;
    const { row, repeated } = this.#row(step);
    for (const name of names) this.#column(name)[row] = values[name];
    this.#changed(repeated);
  }

  /** The newest value of a curve that is not missing. */
  latest(name) {
    const column = this.columns.get(name) ?? [];
    for (let i = column.length - 1; i >= 0; i--) if (column[i] !== null) return column[i];
    return undefined;
  }

  #row(step) {
    const steps = this.steps;
    if (steps.length === 0 || step > steps[steps.length - 1]) {
      steps.push(step);
      for (const column of this.columns.values()) column.push(null);
      return { row: steps.length - 1, repeated: false };
    }
    const row = firstAtLeast(steps, step);
    if (steps[row] !== step) {
      steps.splice(row, 0, step);
      for (const column of this.columns.values()) column.splice(row, 0, null);
    }
    return { row, repeated: row < steps.length - 1 };
  }

  #column(name) {
    let column = this.columns.get(name);
    if (!column) {
      column = new Array(this.steps.length).fill(null);
      this.columns.set(name, column);
    }
    return column;
  }

  #changed(earlier) {
    if (earlier) this.revision++;
    this.dispatchEvent(new Event('change'));
  }
}

/** Every step of some series, increasing. Most series of a chart have the same steps, which is quick to see. */
function commonSteps(all) {
  const longest = all.reduce((a, b) => (b.length > a.length ? b : a), []);
  const steps = longest.map(([step]) => step);
  const known = (step, i) => steps[i] === step || steps[firstAtLeast(steps, step)] === step;
  const increasing = steps.every((step, i) => i === 0 || steps[i - 1] < step);
  if (increasing && all.every((series) => series.every(([step], i) => known(step, i)))) return steps;
  return [...new Set(all.flatMap((series) => series.map(([step]) => step)))].sort((a, b) => a - b);
}

/** The first index whose value is not below the wanted one. */
export function firstAtLeast(sorted, wanted) {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle] < wanted) low = middle + 1;
    else high = middle;
  }
  return low;
}
