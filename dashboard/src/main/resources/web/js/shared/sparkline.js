import { nothing, svg } from './element.js';

/** A line of numbers as an SVG of 96 x 24; at: the place to mark with a dot. Numbers lie in [low, high]. */
export function sparkline(values, { low = Math.min(...values), high = Math.max(...values), at, label } = {}) {
  if (values.length === 0) return nothing;
  const x = (i) => (values.length === 1 ? 48 : 2 + (92 * i) / (values.length - 1));
  const y = (v) => (high === low ? 12 : 21 - (18 * (v - low)) / (high - low));
  const points = values.map((v, i) => `${x(i).toFixed(1)},${y(v).toFixed(1)}`).join(' ');
  return svg`<svg class="sparkline" viewBox="0 0 96 24" role=${label ? 'img' : 'presentation'} aria-label=${label ?? nothing}><polyline points=${points}/>
    ${at === undefined || at < 0 ? nothing : svg`<circle cx=${x(at)} cy=${y(values[at])} r="2.6"/>`}</svg>`;
}
