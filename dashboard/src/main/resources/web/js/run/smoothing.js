// Exponential smoothing without the pull towards zero at the start, begun anew where a stage begins.
import { Column } from './column.js';

const KEY = 'semigda.smoothing';
export const DEFAULT_AMOUNT = 0.8;

/** The remembered amount in [0, 0.99]; 0 shows the raw curve alone. */
export function remembered() {
  const amount = Number.parseFloat(localStorage.getItem(KEY));
  return amount >= 0 && amount <= 0.99 ? amount : DEFAULT_AMOUNT;
}

export function remember(amount) {
  localStorage.setItem(KEY, String(amount));
}

/** Smooths one column and goes on where it stopped when the column has grown. */
export class Smoother {
  #out = new Column();
  #state = { sum: 0, weight: 0, stage: 0 };
  #key = '';

  /** steps and column: Columns; starts: steps at which stages begin, increasing; key: changes when earlier points have. */
  smooth(steps, column, amount, starts, key) {
    const whole = `${key}/${amount}/${starts.length}`;
    // The last row may still be filled in, so it is always computed from the state before it.
    if (whole !== this.#key || this.#out.length > column.length) {
      this.#out = new Column();
      this.#state = { sum: 0, weight: 0, stage: 0 };
      this.#key = whole;
    } else if (this.#out.length > 0) {
      this.#out.truncate(this.#out.length - 1);
    }
    const last = column.length - 1;
    for (let i = this.#out.length; i <= last; i++) {
      const value = column.get(i);
      const next = i < last ? this.#state : { ...this.#state };
      advance(next, steps.get(i), value, amount, starts);
      this.#out.push(Number.isNaN(value) ? NaN : next.sum / next.weight);
    }
    return this.#out;
  }
}

function advance(state, step, value, amount, starts) {
  while (state.stage < starts.length && step > starts[state.stage]) {
    state.stage++;
    state.sum = 0;
    state.weight = 0;
  }
  if (Number.isNaN(value)) return;
  state.sum = amount * state.sum + (1 - amount) * value;
  state.weight = amount * state.weight + (1 - amount);
}
