import { html, nothing, PageElement } from '../shared/element.js';
import { api } from '../api.js';
import { experimentAddress, go } from '../router.js';
import { ago } from '../shared/format.js';
import { Refresh } from '../shared/refresh.js';
import { experimentBadge } from './experiment-badge.js';

const REFRESH_MS = 3000; // runs of an experiment come and go in no stream of its own

/** Every experiment there is, and a form that starts one of the paper's studies. */
class ExperimentsPage extends PageElement {
  static properties = {
    experiments: { state: true }, studies: { state: true }, presets: { state: true }, refusal: { state: true }, sending: { state: true },
    study: { state: true }, preset: { state: true }, data: { state: true }, seeds: { state: true }, labelled: { state: true },
  };

  #refresh = new Refresh(this, () => this.#read(), { every: REFRESH_MS });

  constructor() {
    super();
    Object.assign(this, { experiments: undefined, studies: [], presets: [], study: 'table5', preset: 'small', data: '', seeds: '1, 2, 3', labelled: '', sending: false });
  }

  async #read() {
    this.experiments = await api.experiments();
    if (this.studies.length === 0) [this.studies, this.presets] = await Promise.all([api.studies(), api.presets()]);
  }

  render() {
    return html`<div class="page-head"><h1>Experiments</h1>
        <p class="muted">Several specifications over several seeds, side by side. Finished runs are used again.</p></div>
      <div class="stack">${this.#list()}${this.#form()}</div>`;
  }

  #list() {
    if (!this.experiments) return this.#refresh.waiting();
    if (this.experiments.length === 0) return html`<p class="card runs-none muted" data-testid="no-experiments">Nothing has been compared here yet.</p>`;
    return html`<div class="card">${this.experiments.map((e) => html`<a class="experiment-row" href=${experimentAddress(e.id)} data-testid="experiment-row">
      <span><strong>${e.name}</strong><br><span class="muted small">${e.description || e.data}</span></span>
      ${experimentBadge(e.state)}
      <span class="num">${e.done} / ${e.total} runs</span>
      <span class="muted small">${ago(e.created)}</span></a>`)}</div>`;
  }

  #form() {
    return html`<form class="card form-card" novalidate @submit=${this.#submit}>
      <h2>A study of the paper</h2>
      <div class="experiment-fields">
        ${this.#select('study', 'Study', this.studies.map((s) => s.name))}
        ${this.#select('preset', 'Preset', this.presets.map((p) => p.name))}
        ${this.#text('data', 'Data folder', '/data/busi')}
        ${this.#text('labelled', 'Labelled share', 'the preset’s')}
        ${this.#text('seeds', 'Seeds', '1, 2, 3')}
      </div>
      <p class="small muted">${this.studies.find((s) => s.name === this.study)?.description ?? ''}. Studies of your own: <code>./semigda experiment FILE.yaml</code></p>
      <div><button class="button primary" ?disabled=${this.sending} data-testid="experiment-submit">Compare</button></div>
      <div role="alert">${this.refusal ? html`<p class="error" data-testid="experiment-error">${this.refusal}</p>` : nothing}</div>
    </form>`;
  }

  #select(name, label, values) {
    return html`<div class="field"><label for="experiment-${name}">${label}</label>
      <select id="experiment-${name}" .value=${this[name]} @change=${(e) => (this[name] = e.target.value)}>
        ${values.map((value) => html`<option value=${value} ?selected=${value === this[name]}>${value}</option>`)}</select></div>`;
  }

  #text(name, label, example) {
    return html`<div class="field"><label for="experiment-${name}">${label}</label>
      <input type="text" id="experiment-${name}" autocomplete="off" spellcheck="false" placeholder=${example} .value=${this[name]} @input=${(e) => (this[name] = e.target.value)}></div>`;
  }

  async #submit(event) {
    event.preventDefault();
    this.refusal = undefined;
    if (this.data.trim() === '') {
      this.refusal = 'Name the folder with your images.';
      return this.querySelector('#experiment-data').focus();
    }
    this.sending = true;
    try {
      const study = this.studies.find((s) => s.name === this.study);
      const settings = { ...study.settings };
      if (this.labelled.trim()) settings['data.labelled'] = this.labelled.trim();
      const seeds = this.seeds.split(/[\s,]+/).filter(Boolean).map(Number);
      const made = await api.compare({ ...study, data: this.data.trim(), preset: this.preset, seeds, settings });
      go(experimentAddress(made.id));
    } catch (error) {
      this.refusal = error.message;
    }
    this.sending = false;
  }
}

customElements.define('experiments-page', ExperimentsPage);
