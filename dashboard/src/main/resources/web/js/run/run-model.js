// Everything known about one run, kept up to date by its event stream. Panels listen for the part they show.
import { api } from '../api.js';
import { tables } from './charts.js';

const LOG_LINES = 5000; // kept in the page; the file has them all
const FIRST_POINTS = 600; // of a curve, to have something to look at; the rest follows
const MOST_IDLE_MS = 1000;
const PIECE = 4000; // steps of a piece of the rest, so that reading one takes no frame from the eye

/** Events: 'view', 'curves' (a curve, a stage or an attempt is new, or more was read), 'samples', 'logs', 'checkpoints'. */
export class RunModel extends EventTarget {
  view;
  tables = tables();
  stages = [];
  /** [attempt, its first step] */
  attempts = [];
  /** How much of the curves is here in full, from 0 to 1. */
  read = 1;
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
      api.metrics(this.id, { maxPoints: FIRST_POINTS }), api.samples(this.id), api.logs(this.id), api.checkpoints(this.id),
    ]);
    Object.assign(this, { samples, logs, checkpoints, stages: metrics.stages ?? [], attempts: metrics.attempts ?? [] });
    for (const table of this.tables.values()) table.load(metrics.series);
    this.#names = new Set(Object.keys(metrics.series));
    for (const part of ['view', 'curves', 'samples', 'logs', 'checkpoints']) this.#tell(part);
    if (this.closed) return;
    this.#close = api.follow(this.id, this.view.lastEvent ?? 0, (event, data) => this.#receive(event, data));
    const longest = Math.max(0, ...Object.values(metrics.series).map((points) => points.length));
    if (longest >= 0.9 * FIRST_POINTS) this.#readRest(Math.max(...Object.values(metrics.series).map((points) => points.at(-1)[0])));
  }

  /** Puts every point in place of the thinned curves, piece by piece; what fails is read when the connection is back. */
  async #readRest(last) {
    this.read = 0;
    await new Promise((resolve) => requestIdleCallback(resolve, { timeout: MOST_IDLE_MS })); // the first curves are drawn first
    for (let from = 0; from <= last && !this.closed;) {
      const to = Math.min(last, from + PIECE - 1);
      this.read = from / last;
      try {
        const { series } = await api.metrics(this.id, { from, to });
        for (const table of this.tables.values()) table.absorb(series, from, to);
        from = to + 1;
      } catch {
        await new Promise((resolve) => setTimeout(resolve, 2000));
      }
      this.#tell('curves');
    }
    this.read = 1;
    this.#tell('curves');
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
    const { body, time, attempt } = data.event ?? data;
    switch (event) {
      case 'metrics': return this.#metrics(body, attempt);
      case 'progress': return this.#progress(body);
      case 'sample': return this.#sample(body);
      case 'log': return this.#log({ time, level: body.level, message: body.message });
      default: return this.#readAgain(); // state, saved, scores, failed: the server says what follows from them
    }
  }

  #metrics({ stage, step, values }, attempt) {
    if (attempt > (this.attempts.at(-1)?.[0] ?? 0)) this.#begin(attempt, step);
    for (const table of this.tables.values()) table.put(step, values);
    const known = this.#names.size + this.stages.length;
    for (const name of Object.keys(values)) this.#names.add(name);
    const newest = this.stages.at(-1)?.[0] ?? -1;
    if (stage > newest) this.stages = [...this.stages, [stage, Math.max(0, step - 1)]];
    if (this.#names.size + this.stages.length > known) this.#tell('curves');
  }

  /** A new attempt goes on from a checkpoint; what the one before did after it is done again. */
  #begin(attempt, step) {
    this.attempts = [...this.attempts, [attempt, step]];
    this.stages = this.stages.filter(([, start]) => start < step);
    for (const table of this.tables.values()) table.cutFrom(step);
    this.#tell('curves');
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
