// Which curves there are and how they are told apart.
import { Table } from './table.js';

const COLOURS = 6; // tokens --series-1 to --series-6
const DASH = [6, 4];

/** Every term has its colour for good, whichever are there. The autoencoder's terms, of stage 0 alone, are dashed. */
const LOSSES = {
  total: { colour: 1 }, sup_s: { colour: 2 }, unsup_s: { colour: 3 }, sup_p: { colour: 4 }, unsup_p: { colour: 5 },
  l1: { colour: 6, dash: DASH }, mse: { colour: 2, dash: DASH }, kl: { colour: 3, dash: DASH },
};
const LOSS_ORDER = Object.keys(LOSSES);

/** A validation chart: the trained weights as a line, their average (EMA) dashed beside it. */
function validation(key, id, heading) {
  const looks = { [`validation/${key}`]: { label: 'raw', colour: 1 }, [`validation/ema_${key}`]: { label: 'EMA', colour: 2, dash: DASH } };
  return {
    id, heading, smooth: false, place: 'validation', hidden: [],
    accepts: (name) => name in looks,
    rank: (name) => Object.keys(looks).indexOf(name),
    look: (name) => looks[name],
  };
}

/** A chart of every curve with a prefix; a label is what follows it. */
function signals(prefix, id, heading, { smooth = true, label } = {}) {
  const rest = (name) => name.slice(prefix.length).replace(/^\//, '').replace(/_ms$/, '') || name;
  return {
    id, heading, smooth, place: 'signals', hidden: [],
    accepts: (name) => name === prefix || name.startsWith(prefix.endsWith('/') ? prefix : `${prefix}/`),
    rank: () => 0,
    look: (name, i) => ({ label: label ?? rest(name), colour: (i % COLOURS) + 1, dash: i >= COLOURS ? DASH : undefined }),
  };
}

export const CHARTS = [
  {
    id: 'chart-loss', heading: 'Loss', smooth: true, place: 'loss',
    hidden: ['loss/kl'], // without its tiny weight it dwarfs the others
    accepts: (name) => name.startsWith('loss/'),
    rank: (name) => (LOSS_ORDER.indexOf(name.slice(5)) + LOSS_ORDER.length + 1) % (LOSS_ORDER.length + 1),
    look: (name, i) => ({ label: name.slice(5).replaceAll('_', ' '), ...(LOSSES[name.slice(5)] ?? { colour: (i % COLOURS) + 1, dash: DASH }) }),
  },
  validation('dice', 'chart-validation', 'Dice'),
  validation('iou', 'chart-iou', 'IoU'),
  validation('hd95', 'chart-hd95', 'hd95, pixels'),
  signals('lr', 'chart-lr', 'Learning rate', { smooth: false }),
  signals('lambda_u', 'chart-lambda', 'Weight of the unlabelled terms', { smooth: false, label: 'λᵤ' }),
  signals('gradient_norm', 'chart-gradient', 'Gradient norm', { label: 'norm' }),
  signals('speed/images_per_second', 'chart-speed', 'Images per second', { label: 'images/s' }),
  signals('latent_spread', 'chart-latent', 'Spread of the latent', { label: 'spread' }),
];

/** The times of a step's parts; the timeline draws them. */
export const TIMES = 'times';

/** Tables of all charts of a run, by the chart's id, and that of the timeline. */
export function tables() {
  const all = CHARTS.map((chart) => [chart.id, new Table(chart.accepts)]);
  return new Map([...all, [TIMES, new Table((name) => /(^|\/)time\//.test(name))]]);
}

/** The curves a table holds now, in a fixed order: {name, label, colour: token, dash?}. */
export function curvesOf(chart, table) {
  const names = [...table.columns.keys()].sort((a, b) => chart.rank(a) - chart.rank(b) || a.localeCompare(b));
  return names.map((name, i) => {
    const look = chart.look(name, i);
    return { name, ...look, colour: `--series-${look.colour}` };
  });
}
