// Everything known about one run, kept up to date by its event stream. Panels listen for the part they show.
import { api } from '../api.js';
import { tables } from './charts.js';

const LOG_LINES = 5000; // kept in the page; the file has them all

/** Events: 'view', 'curves' (a curve or a stage is new), 'samples', 'logs', 'checkpoints'. */
export class RunModel extends EventTarget {
  view;
  tables = tables();
  stages = [];
  samples = [];
  logs = [];
  checkpoints = [];
  #names = new Set();
  #close;
  #refetch;

  constructor(id) {
    super();
    this.id = id;
  }

  /** Reads what there is and follows what comes. Fails with what api.js throws. */
  async open() {
    this.view = await api.run(this.id); // first, so that everything after its last event is streamed
    const [metrics, samples, logs, checkpoints] = await Promise.all([
      api.metrics(this.id), api.samples(this.id), api.logs(this.id), api.checkpoints(this.id),
    ]);
    Object.assign(this, { samples, logs, checkpoints, stages: metrics.stages ?? [] });
    for (const table of this.tables.values()) table.load(metrics.series);
    this.#names = new Set(Object.keys(metrics.series));
    for (const part of ['view', 'curves', 'samples', 'logs', 'checkpoints']) this.#tell(part);
    if (!this.closed) this.#close = api.follow(this.id, this.view.lastEvent ?? 0, (event, data) => this.#receive(event, data));
  }

  close() {
    this.closed = true;
    this.#close?.();
    clearTimeout(this.#refetch);
  }

  /** Takes a newer view of the run, such as the answer to a button. */
  show(view) {
    this.view = { ...this.view, ...view };
    for (const field of ['progress', 'failure', 'ended']) if (!(field in view)) delete this.view[field];
    this.#tell('view');
  }

  #receive(event, data) {
    if (event === 'open') return this.#readAgain();
    if (event === 'run') return data.id === this.id && this.show(data);
    const { body, time } = data.event ?? data;
    switch (event) {
      case 'metrics': return this.#metrics(body);
      case 'progress': return this.#progress(body);
      case 'sample': return this.#sample(body);
      case 'log': return this.#log({ time, level: body.level, message: body.message });
      default: return this.#readAgain(); // state, saved, scores, failed: the server says what follows from them
    }
  }

  #metrics({ stage, step, values }) {
    for (const table of this.tables.values()) table.put(step, values);
    const known = this.#names.size + this.stages.length;
    for (const name of Object.keys(values)) this.#names.add(name);
    const newest = this.stages.at(-1)?.[0] ?? -1;
    if (stage > newest) this.stages = [...this.stages, [stage, Math.max(0, step - 1)]];
    if (this.#names.size + this.stages.length > known) this.#tell('curves');
  }

  #progress({ stage, step, steps, secondsLeft }) {
    this.view = { ...this.view, progress: { stage, step, steps, secondsLeft } };
    this.#tell('view');
  }

  #sample(sample) {
    const others = this.samples.filter((s) => s.step !== sample.step || s.image !== sample.image);
    this.samples = [...others, sample];
    this.#tell('samples');
  }

  #log(line) {
    if (this.logs.slice(-200).some((l) => l.time === line.time && l.message === line.message)) return;
    this.logs = [...this.logs.slice(1 - LOG_LINES), line];
    this.#tell('logs');
  }

  #readAgain() {
    clearTimeout(this.#refetch);
    this.#refetch = setTimeout(async () => {
      try {
        const [view, checkpoints] = await Promise.all([api.run(this.id), api.checkpoints(this.id)]);
        this.checkpoints = checkpoints;
        this.show(view);
        this.#tell('checkpoints');
      } catch {
        // connection.js knows, and the next 'open' reads again
      }
    }, 150);
  }

  #tell(part) {
    this.dispatchEvent(new Event(part));
  }
}

/** Redraws a component when parts of its model change, at most once a frame. */
export class ModelController {
  #model;
  #frame = 0;

  constructor(host, ...parts) {
    this.host = host;
    this.parts = parts;
    this.redraw = () => (this.#frame ||= requestAnimationFrame(() => this.#draw()));
    host.addController(this);
  }
  #draw() {
    this.#frame = 0;
    this.host.requestUpdate();
  }
  hostUpdate() {
    if (this.host.model === this.#model) return;
    this.hostDisconnected();
    this.#model = this.host.model;
    for (const part of this.parts) this.#model?.addEventListener(part, this.redraw);
  }
  hostDisconnected() {
    for (const part of this.parts) this.#model?.removeEventListener(part, this.redraw);
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
    this.#model = undefined;
  }
}
