import { html, nothing, PageElement } from '../shared/element.js';
import { api } from '../api.js';
import { runAddress } from '../router.js';
import { Refresh } from '../shared/refresh.js';
import { experimentBadge } from './experiment-badge.js';

const REFRESH_MS = 2000;
const SEED_LOOKS = { COMPLETED: 'done', RUNNING: 'live', STARTING: 'live', FAILED: 'bad', STOPPED: 'bad', GONE: 'bad' };

const HEADS = { dice: 'Dice', iou: 'IoU', hd95: 'hd95, px', hd95_released: 'hd95 of the release, px' };

/** One experiment: its table, its plot, and the run behind every figure. */
class ExperimentPage extends PageElement {
  static properties = { experiment: {}, view: { state: true }, refusal: { state: true } };
  #refresh = new Refresh(this, () => this.#read(), { every: REFRESH_MS });

  willUpdate(changed) {
    if (!changed.get('experiment')) return; // the first is read when the page appears
    this.view = undefined;
    this.#refresh.now();
  }

  async #read() {
    if (this.view?.state === 'COMPLETED') return;
    const id = this.experiment;
    const view = await api.experiment(id);
    if (id === this.experiment) this.view = view;
  }

  render() {
    if (!this.view) return this.#refresh.waiting();
    const e = this.view;
    const seeds = e.spec.seeds.length;
    return html`<p class="small"><a href="#/experiments">Experiments</a></p>
      <div class="page-head"><div class="head"><div class="run-title"><h1>${e.name}</h1>${experimentBadge(e.state)}</div>
          <span class="muted num" data-testid="experiment-done">${e.done} of ${e.total} runs</span></div>
        <p class="muted">${e.description}</p>
        <p class="small muted"><span class="mono">${e.data}</span> · preset ${e.preset} · ${seeds} ${seeds === 1 ? 'seed' : 'seeds'}</p></div>
      ${e.problem ? html`<p class="notice bad" role="alert">${e.problem}</p>` : nothing}
      <div class="stack">
        ${this.#table(e)}
        ${e.done ? html`<div class="card"><img class="experiment-plot" data-testid="experiment-plot" src=${api.plotAddress(e.id, e.done)} alt="Dice of every row with its deviation over seeds"></div>` : nothing}
        <div class="actions">
          <a class="button" href=${api.tableAddress(e.id, 'csv')} download="${e.name}.csv">Every run (CSV)</a>
          <a class="button" href=${api.tableAddress(e.id, 'markdown')} download="${e.name}.md">Table (Markdown)</a>
          ${e.state === 'INCOMPLETE' ? html`<button class="button primary" data-testid="experiment-again" @click=${this.#again}>Run what is missing</button>` : nothing}
        </div>
        ${this.refusal ? html`<p class="error" role="alert">${this.refusal}</p>` : nothing}
        <p class="small muted">Mean ± deviation over seeds, test images. The deviation divides by n − 1.</p>
      </div>`;
  }

  #table(e) {
    const papers = e.columns.filter((column) => e.rows.some((row) => row.paper?.[column] !== undefined));
    return html`<div class="card table-card"><table class="experiment-table" data-testid="experiment-table">
      <thead><tr><th scope="col">Row</th>${e.columns.map((c) => html`<th scope="col" class="num">${HEADS[c] ?? c}</th>`)}
        ${papers.map((c) => html`<th scope="col" class="num">paper: ${HEADS[c] ?? c}</th>`)}<th scope="col">Runs</th></tr></thead>
      <tbody>${e.rows.map((row) => html`<tr><th scope="row">${row.name}</th>
        ${e.columns.map((c) => html`<td class="num">${figure(c, row.scores[c])}</td>`)}
        ${papers.map((c) => html`<td class="num">${row.paper?.[c] ?? '–'}</td>`)}
        <td><span class="experiment-seeds">${row.runs.map(seed)}</span></td></tr>`)}</tbody></table></div>`;
  }

  async #again() {
    try {
      this.view = await api.compare(this.view.spec);
      this.refusal = undefined;
    } catch (error) {
      this.refusal = error.message;
    }
  }
}

function figure(column, score) {
  if (!score) return '–';
  const digits = column.includes('hd95') ? 2 : 3;
  const spread = score.deviation === undefined ? '' : ` ± ${score.deviation.toFixed(digits)}`;
  return `${score.mean.toFixed(digits)}${spread}`;
}

function seed(run) {
  const words = `seed ${run.seed}`;
  const look = `experiment-seed ${SEED_LOOKS[run.state] ?? ''}`;
  const title = `${run.state.toLowerCase()}${run.reused ? ', was there before' : ''}`;
  return run.id
    ? html`<a class=${look} title=${title} href=${runAddress(run.id)}>${words}</a>`
    : html`<span class=${look} title=${title}>${words}</span>`;
}

customElements.define('experiment-page', ExperimentPage);
