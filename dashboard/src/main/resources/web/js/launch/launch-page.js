import { html, nothing, PageElement } from '../shared/element.js';
import { api } from '../api.js';
import { go, runAddress } from '../router.js';
import { Refresh } from '../shared/refresh.js';
import { check, checkShare } from './check.js';
import './data-field.js';
import './launch-foot.js';
import './preset-cards.js';
import './setting-groups.js';

const SHARES = ['5%', '10%', '20%', '50%'];
const LABELLED = 'data.labelled';
const REFRESH_MS = 10_000; // devices come and go

/** The form that starts a run. Only what differs from the preset is sent, so the run stays readable. */
class LaunchPage extends PageElement {
  static properties = {
    from: {}, presets: { state: true }, settings: { state: true }, chosen: { state: true }, changes: { state: true }, name: { state: true },
    data: {}, devices: { state: true }, nodes: { state: true }, original: { state: true }, refusal: { state: true }, sending: { state: true }, tried: { state: true },
  };
  #refresh = new Refresh(this, () => this.#read(), { every: REFRESH_MS });

  constructor() {
    super();
    Object.assign(this, { presets: undefined, chosen: 'demo', changes: {}, name: '', data: '', devices: [], nodes: [], sending: false, tried: false });
  }

  async #read() {
    if (this.presets) {
      this.nodes = await api.nodes();
      return;
    }
    const [presets, settings, nodes, model] = await Promise.all([api.presets(), api.settings(), api.nodes(), this.from ? api.run(this.from) : undefined]);
    if (model?.spec) this.#copy(model.spec);
    if (!presets.some((p) => p.name === this.chosen)) this.chosen = presets[0].name;
    Object.assign(this, { settings, nodes, presets });
  }

  #copy(spec) {
    const changes = Object.fromEntries(Object.entries(spec.settings).map(([key, value]) => [key, String(value)]));
    Object.assign(this, { original: spec, chosen: spec.preset, changes, name: spec.name, data: spec.data, devices: spec.queue?.devices ?? [] });
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
    if (!this.presets) return html`<div class="page-head"><h1>Launch a run</h1></div>${this.#refresh.waiting('The form appears as soon as it can be read.')}`;
    return html`<div class="page-head"><h1>Launch a run</h1>
        ${this.from ? html`<p class="muted">Filled in from <a href=${runAddress(this.from)} class="mono">${this.from}</a>. Change what should differ.</p>` : nothing}</div>
      <form class="launch" novalidate @submit=${this.#submit} @setting=${(e) => this.#change(e.detail.key, e.detail.value)} @preset=${(e) => this.#choose(e.detail)} @data=${(e) => (this.data = e.detail)}>
        <div class="card form-card">
          <data-field .value=${this.data} .tried=${this.tried}></data-field>
          <preset-cards .presets=${this.presets} .chosen=${this.chosen}></preset-cards>
          ${this.#labelledField()}
          ${this.#lengthFields()}${this.#deviceField()}
          <div class="field"><label for="name">Name <span class="muted">(optional)</span></label>
            <input type="text" id="name" maxlength="100" autocomplete="off" .value=${this.name} data-testid="launch-name" @input=${(e) => (this.name = e.target.value)}></div>
        </div>
        <details class="card form-card advanced" ?open=${this.refusal?.key !== undefined && this.refusal.key !== LABELLED} data-testid="advanced"><summary>Advanced <span class="muted">every setting, its default and what it does</span></summary>
          <setting-groups .settings=${this.settings.filter((s) => s.key !== LABELLED)} .preset=${this.#preset} .changes=${this.changes} .refusal=${this.refusal}></setting-groups></details>
        ${this.#foot()}
      </form>`;
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

  /** How long the two stages are, in the unit the preset or the person chose. */
  #lengthFields() {
    return html`<div class="field-row">${[1, 2].map((stage) => {
      const unit = Number(this.#value(`stage${stage}.steps`)) > 0 ? 'steps' : 'epochs';
      const key = `stage${stage}.${unit}`;
      const setting = this.settings.find((s) => s.key === key);
      const error = check(setting, this.#value(key));
      return html`<div class="field"><label for="length-${stage}">${stage === 1 ? 'Alignment' : 'Segmentation'}, ${unit}</label>
        <input type="text" id="length-${stage}" class="num" inputmode="numeric" autocomplete="off" .value=${this.#value(key)} aria-invalid=${error ? 'true' : 'false'} aria-describedby=${error ? `length-${stage}-error` : nothing} @input=${(e) => this.#change(key, e.target.value)}>
        ${error ? html`<p class="error" id="length-${stage}-error">${error}</p>` : nothing}</div>`;
    })}</div>`;
  }

  #value(key) {
    return this.changes[key] ?? this.#preset[key];
  }

  #deviceField() {
    const all = [...new Set(this.nodes.filter((n) => n.state !== 'LOST').flatMap((n) => n.devices))].sort();
    if (all.length < 2 && this.devices.length === 0) return nothing;
    const choose = (device, on) => (this.devices = on ? [...this.devices, device] : this.devices.filter((d) => d !== device));
    return html`<fieldset class="presets"><legend>Device</legend><div class="devices">${[...new Set([...all, ...this.devices])].map((device) => html`<label class="inline mono">
        <input type="checkbox" .checked=${this.devices.includes(device)} @change=${(e) => choose(device, e.target.checked)}>${device}</label>`)}</div>
      <p class="small muted">The run takes the first of these that is free; with none chosen, any.</p></fieldset>`;
  }

  get #spec() {
    const name = this.name.trim() || this.data.split(/[/\\]/).filter(Boolean).pop() || this.chosen;
    const queue = { ...this.original?.queue, ...(this.devices.length && { devices: this.devices }) };
    if (this.devices.length === 0) delete queue.devices;
    return {
      apiVersion: 'semigda/v1', name, data: this.data.trim(), preset: this.chosen, settings: this.changes,
      ...(Object.keys(queue).length && { queue }),
    };
  }

  #foot() {
    return html`<launch-foot .spec=${this.#spec} .original=${this.original} .presets=${this.presets} .errors=${this.#errors} .tried=${this.tried} .sending=${this.sending} .refusal=${this.refusal}
      .blocked=${this.data.trim() === ''}></launch-foot>`;
  }

  async #submit(event) {
    event.preventDefault();
    this.tried = true;
    if (this.data.trim() === '') return this.querySelector('#data').focus();
    if (this.#errors.length) return;
    this.sending = true;
    this.refusal = undefined;
    try {
      const run = await api.submit(this.#spec);
      go(runAddress(run.id));
    } catch (error) {
      this.refusal = { text: error.message, key: /setting ([\w.]+):/.exec(error.message)?.[1] };
    }
    this.sending = false;
  }
}

customElements.define('launch-page', LaunchPage);
