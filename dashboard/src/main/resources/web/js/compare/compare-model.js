// What several runs have in common and where they differ.
import { api } from '../api.js';
import { Table } from '../run/table.js';
import { ended } from '../shared/states.js';

const POINTS = 2000; // of a curve; two to a column of pixels
const COLOURS = 6;

/** The curves that are worth comparing, if some run has them: [name, heading]. */
export const CURVES = [
  ['validation/dice', 'Validation Dice'], ['validation/ema_dice', 'Validation Dice, averaged weights'],
  ['loss/total', 'Loss'], ['loss/sup_s', 'Supervised segmentation loss'], ['loss/unsup_s', 'Unsupervised segmentation loss'],
  ['loss/sup_p', 'Supervised alignment loss'], ['loss/unsup_p', 'Unsupervised alignment loss'],
  ['validation/iou', 'Validation IoU'], ['validation/hd95', 'Validation hd95, pixels'], ['gradient_norm', 'Gradient norm'],
  ['speed/images_per_second', 'Images per second'], ['time/step_ms', 'Time of a step, ms'],
];

/** What is known of several runs; read again while some go on. */
export class CompareModel {
  runs = [];
  samples = new Map();
  /** By curve name, one column for each run that has it. */
  tables = new Map(CURVES.map(([name]) => [name, new Table(() => true)]));
  #metrics = new Map();

  constructor(ids) {
    this.ids = ids;
  }

  /** Reads what may have changed: everything at first, then the runs that have not ended. Fails with what api.js throws. */
  async read() {
    const known = (id) => this.runs.find((run) => run.id === id);
    const ids = this.ids.filter((id) => !known(id) || !ended(known(id).state));
    if (ids.length === 0) return;
    const names = CURVES.map(([name]) => name);
    const samples = new Map(this.samples);
    await Promise.all(ids.map(async (id) => {
      const [run, metrics, pictures] = await Promise.all([api.run(id), api.metrics(id, { names, maxPoints: POINTS }), api.samples(id)]);
      this.runs = this.ids.map((known) => (known === id ? run : this.runs.find((r) => r.id === known))).filter(Boolean);
      this.#metrics.set(id, metrics.series);
      samples.set(id, pictures);
    }));
    this.samples = samples;
    for (const [name, table] of this.tables) {
      const series = [...this.#metrics].filter(([, all]) => all[name]).map(([id, all]) => [id, all[name]]);
      table.load(Object.fromEntries(series));
    }
  }

  /** How a run is drawn: {name, label, colour, dash?}. */
  look(run) {
    const i = this.ids.indexOf(run.id);
    return { name: run.id, label: run.name || run.id, colour: `--series-${(i % COLOURS) + 1}`, dash: i >= COLOURS ? [6, 4] : undefined };
  }

  /** Settings with more than one value, as [key, values in the order of the runs]. */
  differences() {
    const rows = [['data', this.runs.map((run) => run.data)], ['preset', this.runs.map((run) => run.preset)]];
    const keys = new Set(this.runs.flatMap((run) => Object.keys(run.settings ?? {})));
    for (const key of keys) rows.push([key, this.runs.map((run) => String(run.settings?.[key] ?? ''))]);
    return rows.filter(([, values]) => new Set(values).size > 1);
  }

  /** Images that every run has pictures of; of any run when they share none. */
  images() {
    const each = this.runs.map((run) => new Set((this.samples.get(run.id) ?? []).map((s) => s.image)));
    const all = [...new Set(each.flatMap((images) => [...images]))].sort();
    const shared = all.filter((image) => each.every((images) => images.has(image)));
    return shared.length ? shared : all;
  }
}
