import { html, nothing, PageElement } from '../shared/element.js';
import { api } from '../api.js';
import { connection } from '../connection.js';
import { go, runAddress } from '../router.js';
import { check, checkShare } from './check.js';
import './preset-cards.js';
import './setting-groups.js';

const SHARES = ['5%', '10%', '20%', '50%'];
const LABELLED = 'data.labelled';

/** The form that starts a run. Only what differs from the preset is sent, so the run stays readable. */
class LaunchPage extends PageElement {
  static properties = {
    from: {}, presets: { state: true }, settings: { state: true }, chosen: { state: true }, changes: { state: true }, name: { state: true },
    data: { state: true }, refusal: { state: true }, sending: { state: true }, tried: { state: true },
  };
  #load = () => this.#read();

  constructor() {
    super();
    Object.assign(this, { presets: undefined, chosen: 'demo', changes: {}, name: '', data: '', sending: false, tried: false });
  }

  connectedCallback() {
    super.connectedCallback();
    connection.addEventListener('retry', this.#load);
    this.#read();
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    connection.removeEventListener('retry', this.#load);
  }

  async #read() {
    if (this.presets) return;
    try {
      const [presets, settings, model] = await Promise.all([api.presets(), api.settings(), this.from ? api.run(this.from) : undefined]);
      if (model?.spec) this.#copy(model.spec);
      if (!presets.some((p) => p.name === this.chosen)) this.chosen = presets[0].name;
      this.settings = settings;
      this.presets = presets;
      this.refusal = undefined;
    } catch (error) {
      this.refusal = { text: error.message };
    }
  }

  #copy(spec) {
    Object.assign(this, { chosen: spec.preset, changes: { ...spec.settings }, name: spec.name, data: spec.data });
  }

  get #preset() {
    return this.presets.find((p) => p.name === this.chosen).settings;
  }

  get #labelled() {
    return this.changes[LABELLED] ?? this.#preset[LABELLED];
  }

  #change(key, value) {
    const next = { ...this.changes, [key]: value };
    if (value === this.#preset[key]) delete next[key];
    this.changes = next;
    if (this.refusal?.key === key) this.refusal = undefined;
  }

  /** Changes that the new preset already has are no changes. */
  #choose(preset) {
    const settings = this.presets.find((p) => p.name === preset).settings;
    this.changes = Object.fromEntries(Object.entries(this.changes).filter(([key, value]) => settings[key] !== value));
    this.chosen = preset;
  }

  get #errors() {
    return this.settings.filter((s) => s.key in this.changes && check(s, this.changes[s.key]) !== '').map((s) => s.key);
  }

  render() {
    if (!this.presets) {
      return html`<h1>Launch a run</h1>${this.refusal
        ? html`<p class="notice warn" role="alert">${this.refusal.text} <button class="button small" @click=${this.#load}>Try again</button></p>`
        : html`<p class="muted" role="status">Loading …</p>`}`;
    }
    return html`<div class="page-head"><h1>Launch a run</h1>
        ${this.from ? html`<p class="muted">Filled in from <a href=${runAddress(this.from)} class="mono">${this.from}</a>. Change what should differ.</p>` : nothing}</div>
      <form class="launch" novalidate @submit=${this.#submit} @setting=${(e) => this.#change(e.detail.key, e.detail.value)} @preset=${(e) => this.#choose(e.detail)}>
        <div class="card form-card">
          ${this.#dataField()}
          <preset-cards .presets=${this.presets} .chosen=${this.chosen}></preset-cards>
          ${this.#labelledField()}
          <div class="field"><label for="name">Name <span class="muted">(optional)</span></label>
            <input type="text" id="name" maxlength="100" autocomplete="off" .value=${this.name} data-testid="launch-name" @input=${(e) => (this.name = e.target.value)}></div>
        </div>
        <details class="card form-card advanced" ?open=${this.refusal?.key !== undefined && this.refusal.key !== LABELLED} data-testid="advanced"><summary>Advanced <span class="muted">every setting, its default and what it does</span></summary>
          <setting-groups .settings=${this.settings.filter((s) => s.key !== LABELLED)} .preset=${this.#preset} .changes=${this.changes} .refusal=${this.refusal}></setting-groups></details>
        ${this.#foot()}
      </form>`;
  }

  #dataField() {
    const error = this.tried && this.data.trim() === '' ? 'Name the folder with your images.' : '';
    return html`<div class="field"><label for="data">Data folder</label>
      <input type="text" id="data" class="mono" required autocomplete="off" spellcheck="false" placeholder="/data/kvasir" .value=${this.data} data-testid="launch-data"
        aria-invalid=${error ? 'true' : 'false'} aria-describedby="data-help" @input=${(e) => (this.data = e.target.value)}>
      ${error ? html`<p class="error">${error}</p>` : nothing}
      <p class="small muted" id="data-help">A folder on the machine that trains, with <code>images/</code> and <code>masks/</code> or another known layout. <code>./semigda data inspect DIR</code> tells what is in it.</p></div>`;
  }

  #labelledField() {
    const value = this.#labelled;
    const error = checkShare(value) || (this.refusal?.key === LABELLED ? this.refusal.text : '');
    return html`<div class="field"><label for="labelled">Labelled share</label>
      <div class="share"><input type="text" id="labelled" class="num" autocomplete="off" .value=${value} data-testid="launch-labelled" aria-invalid=${error ? 'true' : 'false'}
          aria-describedby="labelled-help" @input=${(e) => this.#change(LABELLED, e.target.value)}>
        <div class="segments" role="group" aria-label="Usual shares">${SHARES.map((share) => html`<button type="button" aria-pressed=${share === value} @click=${() => this.#change(LABELLED, share)}>${share}</button>`)}</div></div>
      ${error ? html`<p class="error">${error}</p>` : nothing}
      <p class="small muted" id="labelled-help">How many of the training images are used with their masks; the others are used without. A share, or a number of images.</p></div>`;
  }

  #foot() {
    const changes = Object.entries(this.changes);
    const errors = this.#errors;
    return html`<aside class="card launch-foot" aria-label="What will run">
      <div class="launch-what"><h2>What will run</h2>
        <p class="small muted">${changes.length ? html`The preset “${this.chosen}” with` : html`The preset “${this.chosen}” as it is.`}</p>
        <ul>${changes.map(([key, value]) => html`<li class="mono"><span class="muted">${key}</span><span>${value || 'empty'}</span></li>`)}</ul></div>
      <button class="button primary" ?disabled=${this.sending} data-testid="launch-submit">${this.sending ? 'Launching …' : 'Launch'}</button>
      <div role="alert">${errors.length && this.tried ? html`<p class="error">Correct ${errors.join(', ')} first.</p>` : nothing}
        ${this.refusal ? html`<p class="error" data-testid="launch-error">${this.refusal.text}</p>` : nothing}</div></aside>`;
  }

  async #submit(event) {
    event.preventDefault();
    this.tried = true;
    if (this.data.trim() === '') return this.querySelector('#data').focus();
    if (this.#errors.length) return;
    this.sending = true;
    this.refusal = undefined;
    try {
      const name = this.name.trim() || this.data.split(/[/\\]/).filter(Boolean).pop() || this.chosen;
      const run = await api.submit({ apiVersion: 'semigda/v1', name, data: this.data.trim(), preset: this.chosen, settings: this.changes });
      go(runAddress(run.id));
    } catch (error) {
      this.refusal = { text: error.message, key: /setting ([\w.]+):/.exec(error.message)?.[1] };
    }
    this.sending = false;
  }
}

customElements.define('launch-page', LaunchPage);
