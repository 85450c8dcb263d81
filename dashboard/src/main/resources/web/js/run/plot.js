// Makes uPlot's options from the page's tokens. Everything uPlot-specific of the page is here and in line-chart.js.
import uPlot from 'uplot';
import { compact, count } from '../shared/format.js';

const FEW = 40; // curves of fewer points show them
const MANY = 1000; // dashes of longer curves run together, and take long to draw

/** Whether a chart of this many points goes without dashes. */
export const dense = (points) => points > MANY;

/** The value of a colour token as it is now, light or dark. */
export const token = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

/**
 * @param chart {width, height, log, curves, smoothed, dense, shown(name), range(): [from, to or Infinity] | undefined,
 *     marks(): [{step, word, kind: stage | attempt | checkpoint}], onZoom, onCursor()}
 *     curves: [{name, colour, dash?}]; with smoothed every curve has two columns, raw and smooth
 */
export function plotOptions(chart) {
  const frame = common(chart);
  return {
    ...frame,
    scales: { ...frame.scales, y: chart.log ? { distr: 3, range: logRange } : { range: linearRange } },
    series: [{}, ...chart.curves.flatMap((curve) => lines(curve, chart))],
    hooks: { ...frame.hooks, draw: [(u) => drawMarks(u, chart.marks())] },
  };
}

/**
 * Areas one above the other, the highest first.
 *
 * @param chart {width, height, parts: [{label, colour}], range(), onZoom, onCursor(uPlot)}
 */
export function stackOptions(chart) {
  const frame = common(chart);
  return {
    ...frame,
    scales: { ...frame.scales, y: { range: (u, min, max) => [0, (max || 1) * 1.05] } },
    series: [{}, ...chart.parts.map(({ label, colour }) => ({ label, stroke: token('--surface'), width: 0.5, fill: token(colour), points: { show: false } }))],
    cursor: { ...frame.cursor, points: { show: false } },
  };
}

/** What all charts have in common: axes, the cursor they share, zoom by dragging. */
function common(chart) {
  const axis = {
    stroke: token('--muted'),
    font: `12px ${token('--font')}`,
    grid: { stroke: token('--grid'), width: 1 },
    ticks: { show: false },
    border: { show: false },
  };
  return {
    width: chart.width,
    height: chart.height,
    padding: [14, 12, 0, 0],
    legend: { show: false },
    scales: { x: { time: false, range: (u, min, max) => within(chart.range(), min, max) } },
    axes: [
      { ...axis, size: 30, gap: 6, space: 64, values: (u, all) => all.map((v) => (v === null ? '' : Number.isInteger(v) ? count(v) : '')) },
      { ...axis, size: 58, gap: 8, space: 34, values: (u, all) => all.map((v) => (v === null ? '' : compact(v))) },
    ],
    cursor: {
      y: false,
      points: { size: 7, width: 1.5 },
      drag: { x: true, y: false, setScale: false, dist: 5 },
      sync: { key: 'run', scales: ['x', null], filters: { pub: (type) => type === 'mousemove' || type === 'mouseleave' } },
      bind: { dblclick: () => () => chart.onZoom(undefined) },
    },
    hooks: { setCursor: [(u) => chart.onCursor(u)], setSelect: [(u) => selected(u, chart.onZoom)] },
  };
}

function lines(curve, chart) {
  const stroke = token(curve.colour);
  const dash = chart.dense ? undefined : curve.dash;
  const line = { stroke, width: 1.75, dash, spanGaps: true, show: chart.shown(curve.name) };
  const points = { show: (u) => u.data[0].length <= FEW, size: 5, fill: stroke };
  if (!chart.smoothed) return [{ ...line, points }];
  const faint = { ...line, width: 1, dash: undefined, alpha: 0.3, points: { show: false } };
  return [faint, { ...line, points }];
}

function selected(u, onZoom) {
  const { left, width } = u.select;
  if (width < 5) return;
  const range = [u.posToVal(left, 'x'), u.posToVal(left + width, 'x')];
  u.setSelect({ left: 0, width: 0, top: 0, height: 0 }, false);
  onZoom(range);
}

/** The steps to show: those asked for, an open end being the newest step; or all. */
function within(range, min, max) {
  if (range) return [range[0], Number.isFinite(range[1]) ? range[1] : Math.max(max ?? 0, range[0] + 1)];
  if (min === null || min === undefined) return [0, 1];
  return min === max ? [min - 1, max + 1] : [min, max];
}

function linearRange(u, min, max) {
  if (min === null || min === undefined) return [0, 1];
  return uPlot.rangeNum(min, max, 0.1, true);
}

function logRange(u, min, max) {
  if (min === null || min === undefined) return [0.1, 1];
  return [min * 0.8, max * 1.25];
}

/**
 * What happened at a step. A stage or an attempt that begins is a vertical line with a word at the top, dashed or dotted;
 * a checkpoint is a small triangle on the axis.
 */
function drawMarks(u, marks) {
  const { ctx, bbox } = u;
  const ratio = devicePixelRatio;
  ctx.save();
  ctx.lineWidth = ratio;
  ctx.font = `${11 * ratio}px ${token('--font')}`;
  ctx.textAlign = 'left';
  let free = bbox.left; // words stand side by side or not at all
  for (const { step, word, kind } of marks) {
    const x = Math.round(u.valToPos(step, 'x', true)) + 0.5;
    if (x < bbox.left - 2 * ratio || x > bbox.left + bbox.width + 2 * ratio) continue;
    if (kind === 'checkpoint') {
      triangle(ctx, x, bbox.top + bbox.height, ratio);
      continue;
    }
    if (x > bbox.left + 2) upright(ctx, x, bbox, kind, ratio);
    const end = x + 4 * ratio + ctx.measureText(word).width;
    if (x < free - 2 * ratio || end > bbox.left + bbox.width) continue;
    ctx.fillStyle = token(kind === 'attempt' ? '--warn' : '--muted');
    ctx.fillText(word, x + 4 * ratio, bbox.top - 3 * ratio);
    free = end;
  }
  ctx.restore();
}

function upright(ctx, x, bbox, kind, ratio) {
  ctx.strokeStyle = token(kind === 'attempt' ? '--warn' : '--marker');
  ctx.setLineDash(kind === 'attempt' ? [ratio, 2 * ratio] : [3 * ratio, 3 * ratio]);
  ctx.beginPath();
  ctx.moveTo(x, bbox.top);
  ctx.lineTo(x, bbox.top + bbox.height);
  ctx.stroke();
}

function triangle(ctx, x, bottom, ratio) {
  ctx.fillStyle = token('--accent');
  ctx.beginPath();
  ctx.moveTo(x, bottom - 7 * ratio);
  ctx.lineTo(x - 4 * ratio, bottom);
  ctx.lineTo(x + 4 * ratio, bottom);
  ctx.fill();
}
