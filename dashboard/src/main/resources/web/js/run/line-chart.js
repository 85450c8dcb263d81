import uPlot from 'uplot';
import { html, nothing, PageElement } from '../shared/element.js';
import { compact, count } from '../shared/format.js';
import { savePicture } from './export.js';
import { dense, plotOptions } from './plot.js';
import { ShownColumns } from './shown-columns.js';

const BETWEEN_DRAWS_MS = 200; // nobody reads faster, and twenty charts share one thread

/**
 * Curves of one table. Points arrive through the table and are drawn together in an animation frame, only while the
 * chart can be seen. The attribute data-points says how many steps there are, data-from and data-to what is shown.
 */
class LineChart extends PageElement {
  static properties = {
    heading: {}, table: {}, curves: {}, amount: { type: Number }, range: {}, stages: {}, marks: {}, hiddenAtFirst: {}, csv: {},
    log: { state: true }, off: { state: true },
  };

  #plot;
  #shape = '';
  #columns;
  #frame = 0;
  #lastDraw = 0;
  #seen = false;
  #watched;
  #schedule = () => {
    if (!this.#frame && this.#seen) this.#frame = requestAnimationFrame((time) => this.#tick(time));
  };
  #size = new ResizeObserver(() => this.#plot?.setSize(this.#box()));
  #view = new IntersectionObserver((entries) => {
    this.#seen = entries.at(-1).isIntersecting;
    this.#schedule();
  }, { rootMargin: '200px' });
  #dark = matchMedia('(prefers-color-scheme: dark)');
  #repaint = () => {
    this.#shape = '';
    this.#schedule();
  };

  constructor() {
    super();
    Object.assign(this, { log: undefined, off: undefined, hiddenAtFirst: [], amount: 0, stages: [], marks: [], curves: [] });
  }

  willUpdate() {
    this.off ??= new Set(this.hiddenAtFirst);
    this.log ??= localStorage.getItem(this.#logKey) === 'true';
  }

  get #logKey() {
    return `semigda.log.${this.dataset.testid}`;
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
    this.#size.disconnect();
    this.#view.disconnect();
    this.#dark.removeEventListener('change', this.#repaint);
    this.#watched?.removeEventListener('change', this.#schedule);
    this.#plot?.destroy();
  }

  firstUpdated() {
    this.#size.observe(this.querySelector('.plot'));
    this.#view.observe(this);
    this.#dark.addEventListener('change', this.#repaint);
  }

  updated() {
    if (this.#watched !== this.table) {
      this.#watched?.removeEventListener('change', this.#schedule);
      this.#watched = this.table;
      this.table.addEventListener('change', this.#schedule);
      this.#columns = new ShownColumns(this.table);
    }
    this.#schedule();
  }

  render() {
    return html`
      <div class="chart-head"><h3>${this.heading}</h3>
        <div class="chart-tools">
          <button class="button quiet tiny" title="Save as a picture" aria-label="${this.heading}: save as PNG" data-testid="save-png" @click=${this.#save}>PNG</button>
          ${this.csv ? html`<a class="button quiet tiny" href=${this.csv} download title="Every point, never thinned" aria-label="${this.heading}: every point as CSV" data-testid="save-csv">CSV</a>` : nothing}
          <div class="segments tiny" role="group" aria-label="${this.heading}: axis">
            <button aria-pressed=${!this.log} @click=${() => this.#axis(false)}>linear</button>
            <button aria-pressed=${this.log} @click=${() => this.#axis(true)}>log</button></div></div></div>
      <div class="legend">${this.curves.map((curve) => this.#chip(curve))}<span class="legend-step num muted"></span></div>
      <div class="plot" role="img" aria-label=${this.heading}></div>`;
  }

  #axis(log) {
    this.log = log;
    localStorage.setItem(this.#logKey, String(log));
  }

  #chip({ name, label, colour, dash }) {
    const on = !this.off.has(name);
    return html`<button class="chip" aria-pressed=${on} title=${on ? 'Hide' : 'Show'} data-curve=${name} @click=${() => this.#toggle(name)}>
      <svg viewBox="0 0 16 8" class="line ${colour.slice(2)}" aria-hidden="true"><path d="M0 4h16" stroke-dasharray=${dash ? '4 3' : nothing}/></svg
      >${label} <span class="num value"></span></button>`;
  }

  #toggle(name) {
    const next = new Set(this.off);
    if (!next.delete(name)) next.add(name);
    this.off = next;
    this.#shape = '';
  }

  #save() {
    const shown = this.curves.filter((curve) => !this.off.has(curve.name));
    const values = shown.map((curve) => ({ ...curve, value: this.table.latest(curve.name) }));
    savePicture(this.#plot.ctx.canvas, this.heading, values, this.heading.toLowerCase().replace(/\W+/g, '-'));
  }

  #tick(time) {
    this.#frame = 0;
    if (!this.isConnected) return;
    if (time - this.#lastDraw < BETWEEN_DRAWS_MS && this.#plot) {
      this.#frame = requestAnimationFrame((later) => this.#tick(later));
      return;
    }
    this.#lastDraw = time;
    this.#draw();
  }

  #draw() {
    const smoothed = this.amount > 0;
    const data = this.#columns.drawn(this, this.#box().width);
    const many = dense(data[0].length);
    const shape = [smoothed, this.log, many, ...this.curves.map((c) => c.name)].join();
    if (shape !== this.#shape) {
      this.#shape = shape;
      this.#plot?.destroy();
      this.#plot = new uPlot(plotOptions(this.#chart(smoothed, many)), data, this.querySelector('.plot'));
    } else {
      this.#plot.setData(data);
    }
    this.dataset.points = this.table.steps.length;
    this.dataset.from = Math.round(this.#plot.scales.x.min);
    this.dataset.to = Math.round(this.#plot.scales.x.max);
    this.#values(this.#cursorStep());
    this.querySelector('.plot').setAttribute('aria-label', this.#summary());
  }

  #chart(smoothed, many) {
    return {
      ...this.#box(), log: this.log, curves: this.curves, smoothed, dense: many,
      shown: (name) => !this.off.has(name),
      range: () => this.range,
      marks: () => this.marks,
      onZoom: (range) => this.dispatchEvent(new CustomEvent('zoom', { detail: range, bubbles: true })),
      onCursor: () => this.#values(this.#cursorStep()),
    };
  }

  #box() {
    const plot = this.querySelector('.plot');
    return { width: Math.max(120, plot.clientWidth), height: plot.clientHeight };
  }

  /** The step under the cursor; undefined when it is elsewhere. */
  #cursorStep() {
    const left = this.#plot?.cursor.left ?? -1;
    return left < 0 ? undefined : this.#plot.posToVal(left, 'x');
  }

  /** Writes the values nearest to a step, or the newest ones, into the legend without drawing it again. */
  #values(step) {
    if (!this.#plot) return;
    const { steps } = this.table;
    const at = step === undefined || steps.length === 0 ? undefined : this.#columns.nearest(step);
    const place = this.querySelector('.legend-step');
    if (place) place.textContent = at === undefined ? '' : `step ${count(steps.get(at))}`;
    for (const { name } of this.curves) {
      const value = this.#columns.value(name, at, this);
      const where = this.querySelector(`[data-curve="${CSS.escape(name)}"] .value`);
      if (where) where.textContent = Number.isNaN(value) ? '' : compact(value);
    }
  }

  #summary() {
    const { steps } = this.table;
    if (steps.length === 0) return `${this.heading}: no points yet`;
    const parts = this.curves.map(({ name, label }) => `${label} ${compact(this.table.latest(name))}`);
    return `${this.heading} up to step ${steps.get(steps.length - 1)}: ${parts.join(', ')}`;
  }
}

customElements.define('line-chart', LineChart);
