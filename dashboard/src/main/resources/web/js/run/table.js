// Points of the curves of one chart: a column of steps, increasing, and one column of values per curve.
import { Column } from './column.js';

export class Table extends EventTarget {
  steps = new Column();
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
    this.steps = new Column();
    this.columns = new Map();
    this.absorb(series, 0, Infinity);
  }

  /** Takes what the server has between two steps (both included) in place of what is here between them. */
  absorb(series, from, to) {
    const names = Object.keys(series).filter((name) => this.accepts(name));
    const steps = commonSteps(names.map((name) => series[name]));
    const first = this.steps.firstAtLeast(from);
    const end = to === Infinity ? this.steps.length : this.steps.firstAtLeast(to + 1);
    for (const name of names) this.#column(name);
    this.steps.replace(first, end, steps);
    for (const [name, column] of this.columns) {
      const values = new Float64Array(steps.length).fill(NaN);
      let row = 0;
      for (const [step, value] of series[name] ?? []) {
        while (steps[row] < step) row++;
        values[row] = value;
      }
      column.replace(first, end, values);
    }
    this.#changed(true);
  }

  /**
   * Adds the values of one step. A run that goes on from a checkpoint repeats steps; the newer values replace the
   * older ones, so a curve never runs back.
   */
  put(step, values) {
    const names = Object.keys(values).filter((name) => this.accepts(name));
    if (names.length === 0) return;
    const row = this.#row(step);
    const repeated = row < this.steps.length - 1;
    for (const name of names) this.#column(name).set(row, values[name]);
    this.#changed(repeated);
  }

  /** Forgets everything from a step on: a new attempt goes on before where the old one ended. */
  cutFrom(step) {
    const rows = this.steps.firstAtLeast(step);
    if (rows === this.steps.length) return;
    this.steps.truncate(rows);
    for (const column of this.columns.values()) column.truncate(rows);
    this.#changed(true);
  }

  /** The newest value of a curve that is not missing. */
  latest(name) {
    const column = this.columns.get(name);
    for (let i = (column?.length ?? 0) - 1; i >= 0; i--) if (!Number.isNaN(column.get(i))) return column.get(i);
    return undefined;
  }

  #row(step) {
    const row = this.steps.firstAtLeast(step);
    if (row === this.steps.length) {
      this.steps.push(step);
      for (const column of this.columns.values()) column.push(NaN);
    } else if (this.steps.get(row) !== step) {
      this.steps.replace(row, row, [step]);
      for (const column of this.columns.values()) column.replace(row, row, [NaN]);
    }
    return row;
  }

  #column(name) {
    let column = this.columns.get(name);
    if (!column) {
      column = new Column(this.steps.length);
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
  if (all.every((series) => series.length === longest.length && series.every(([step], i) => step === longest[i][0]))) {
    return longest.map(([step]) => step);
  }
  return [...new Set(all.flatMap((series) => series.map(([step]) => step)))].sort((a, b) => a - b);
}
