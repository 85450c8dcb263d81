// Exponential smoothing without the pull towards zero at the start, begun anew where a stage begins.

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
  #out = [];
  #state = { sum: 0, weight: 0, stage: 0 };
  #key = '';

  /** starts: steps at which stages begin, increasing; key: changes when earlier points have. */
  smooth(steps, column, amount, starts, key) {
    const whole = `${key}/${amount}/${starts.length}`;
    // The last row may still be filled in, so it is always computed from the state before it.
    if (whole !== this.#key || this.#out.length > column.length) {
      this.#out = [];
      this.#state = { sum: 0, weight: 0, stage: 0 };
      this.#key = whole;
    } else if (this.#out.length > 0) {
      this.#out.pop();
    }
    const last = column.length - 1;
    for (let i = this.#out.length; i <= last; i++) {
      const next = advance(this.#state, steps[i], column[i], amount, starts);
      this.#out.push(column[i] === null ? null : next.sum / next.weight);
      if (i < last) this.#state = next;
    }
    return this.#out;
  }
}

function advance(state, step, value, amount, starts) {
  let { sum, weight, stage } = state;
  while (stage < starts.length && step > starts[stage]) {
    stage++;
    sum = 0;
    weight = 0;
  }
  if (value !== null) {
    sum = amount * sum + (1 - amount) * value;
    weight = amount * weight + (1 - amount);
  }
  return { sum, weight, stage };
}
