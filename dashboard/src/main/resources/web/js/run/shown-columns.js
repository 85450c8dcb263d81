// What of a table a chart draws: raw columns, their smoothed ones, and the value at a step.
import { Smoother } from './smoothing.js';
import { thin } from './thinning.js';

export class ShownColumns {
  #table;
  #smoothers = new Map();

  constructor(table) {
    this.#table = table;
  }

  /** One column for each curve, or raw and smooth ones in turn. Smoothing sees every point; only then is thinned what the screen cannot show. */
  drawn({ curves, amount, stages, range, log }, width) {
    const columns = curves.flatMap(({ name }) => (amount > 0 ? [this.#raw(name), this.#smooth(name, amount, stages)] : [this.#raw(name)]));
    return thin(this.#table.steps, columns, range, width, log);
  }

  /** The value of a curve as it is drawn: at a row, or the newest; NaN when there is none. */
  value(name, row, { amount, stages }) {
    const column = amount > 0 ? this.#smooth(name, amount, stages) : this.#raw(name);
    return row === undefined ? latest(column) : column.get(row);
  }

  /** The row whose step is nearest. */
  nearest(step) {
    const { steps } = this.#table;
    const after = Math.min(steps.length - 1, steps.firstAtLeast(step));
    return after > 0 && step - steps.get(after - 1) < steps.get(after) - step ? after - 1 : after;
  }

  #raw(name) {
    return this.#table.columns.get(name);
  }

  #smooth(name, amount, stages) {
    if (!this.#smoothers.has(name)) this.#smoothers.set(name, new Smoother());
    const { steps, revision } = this.#table;
    return this.#smoothers.get(name).smooth(steps, this.#raw(name), amount, stages, revision);
  }
}

function latest(column) {
  let i = column.length - 1;
  while (i > 0 && Number.isNaN(column.get(i))) i--;
  return i < 0 ? NaN : column.get(i);
}
