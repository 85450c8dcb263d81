// Numbers of one curve, packed: a hundred thousand points of twenty curves take 16 MB and no garbage.

/** A growing column of numbers; NaN stands for a missing one. */
export class Column {
  #data;
  length = 0;

  /** length: how many missing values it begins with. */
  constructor(length = 0) {
    this.#data = new Float64Array(Math.max(64, length)).fill(NaN);
    this.length = length;
  }

  static of(values) {
    const column = new Column(values.length);
    column.#data.set(values);
    return column;
  }

  get(i) {
    return this.#data[i];
  }

  set(i, value) {
    this.#data[i] = value;
  }

  push(value) {
    this.#reserve(this.length + 1);
    this.#data[this.length++] = value;
  }

  truncate(length) {
    this.length = Math.min(length, this.length);
  }

  /** Puts `values` in place of what lies from `from` to before `to`. */
  replace(from, to, values) {
    const grown = this.length + values.length - (to - from);
    this.#reserve(grown);
    this.#data.copyWithin(from + values.length, to, this.length);
    this.#data.set(values, from);
    this.length = grown;
  }

  /** The numbers themselves, to read quickly; valid until the column grows. */
  get values() {
    return this.#data;
  }

  /** The first index whose value is not below the wanted one; the column must increase. */
  firstAtLeast(wanted) {
    let low = 0;
    let high = this.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#data[middle] < wanted) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #reserve(length) {
    if (length <= this.#data.length) return;
    const larger = new Float64Array(Math.max(length, 2 * this.#data.length));
    larger.set(this.#data.subarray(0, this.length));
    this.#data = larger;
  }
}
