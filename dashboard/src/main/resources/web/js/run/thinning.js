// Fewer points to draw: a screen has some hundred columns of pixels, a run some hundred thousand steps.

/**
 * The rows between two steps for uPlot, missing values as null. Where there are many rows, ranges of equal
 * length give the least and the greatest value of every column, in the order they came, so that no spike is lost; their
 * length is a power of two and they begin at multiples of it, so that they stay the same while the curve grows.
 *
 * @param steps Column of steps
 * @param columns Columns beside it
 * @param most ranges; about as many as the chart has columns of pixels
 * @param range [from, to], to may be Infinity; undefined for everything
 * @param positive whether values that are not above zero count as missing, as a logarithmic axis wants it
 */
export function thin(steps, columns, range, most, positive) {
  let first = range ? Math.max(0, steps.firstAtLeast(range[0]) - 1) : 0;
  const end = range && Number.isFinite(range[1]) ? Math.min(steps.length, steps.firstAtLeast(range[1]) + 2) : steps.length;
  const rows = end - first;
  let bucket = 1;
  if (rows > 2 * most) while (rows > most * bucket) bucket *= 2; // a range gives two rows
  if (bucket === 1) {
    const x = Array.from(steps.values.subarray(first, end));
    return [x, ...columns.map((column) => plain(column.values.subarray(first, end), positive))];
  }
  first -= first % bucket;
  const places = [];
  for (let start = first; start < end; start += bucket) {
    places.push(steps.get(start), steps.get(Math.min(end, start + bucket) - 1));
  }
  if (places.length > 1 && places.at(-1) === places.at(-2)) places.pop(); // a range of one row
  return [places, ...columns.map((column) => extremes(column.values, first, end, bucket, places.length, positive))];
}

function plain(values, positive) {
  return Array.from(values, (v) => (Number.isNaN(v) || (positive && v <= 0) ? null : v));
}

function extremes(values, first, end, bucket, count, positive) {
  const out = new Array(count).fill(null);
  for (let start = first, row = 0; start < end; start += bucket, row += 2) {
    let low = -1;
    let high = -1;
    const stop = Math.min(end, start + bucket);
    for (let i = start; i < stop; i++) {
      const v = values[i];
      if (!(positive ? v > 0 : v === v)) continue; // NaN is not itself
      if (low < 0 || v < values[low]) low = i;
      if (high < 0 || v > values[high]) high = i;
    }
    if (low < 0) continue;
    out[row] = values[Math.min(low, high)];
    if (row + 1 < count) out[row + 1] = values[Math.max(low, high)];
  }
  return out;
}
