import { html, nothing, PageElement } from '../shared/element.js';
import './setting-field.js';

const NAMES = {
  run: 'Run', image: 'Images', data: 'Data', batch: 'Batch', vae: 'Autoencoder', model: 'Model', adapters: 'Skip adapters', stage0: 'Stage 0: autoencoder',
  stage1: 'Stage 1: alignment', stage2: 'Stage 2: segmentation', loss: 'Loss terms', lambda: 'Unlabelled weight',
  noise: 'Noise', optimizer: 'Optimizer', ema: 'Averaged weights', validate: 'Validation', checkpoint: 'Checkpoints', samples: 'Pictures',
};

/** Every setting in its group, with a search over names and help. */
class SettingGroups extends PageElement {
  static properties = { settings: {}, preset: {}, changes: {}, refusal: {}, words: { state: true } };

  constructor() {
    super();
    this.words = '';
  }

  render() {
    const words = this.words.toLowerCase();
    const shown = this.settings.filter((s) => `${s.key} ${s.help}`.toLowerCase().includes(words));
    const groups = new Map();
    for (const setting of shown) groups.set(setting.group, [...(groups.get(setting.group) ?? []), setting]);
    return html`<input type="search" class="settings-search" aria-label="Search settings" placeholder="Search ${this.settings.length} settings, such as learning rate"
        .value=${this.words} @input=${(e) => (this.words = e.target.value)}>
      ${[...groups].map(([group, settings]) => this.#group(group, settings, words))}
      ${shown.length ? nothing : html`<p class="muted">No setting speaks of that.</p>`}`;
  }

  #group(group, settings, words) {
    const changed = settings.filter((s) => s.key in this.changes).length;
    return html`<details class="group" ?open=${words !== '' || changed > 0}>
      <summary>${NAMES[group] ?? group} <span class="muted small num">${settings.length}${changed ? ` · ${changed} changed` : ''}</span></summary>
      ${settings.map((setting) => html`<setting-field .setting=${setting} .preset=${this.preset[setting.key] ?? String(setting.fallback)}
        .value=${this.changes[setting.key] ?? this.preset[setting.key] ?? String(setting.fallback)}
        .refusal=${this.refusal?.key === setting.key ? this.refusal.text : ''}></setting-field>`)}</details>`;
  }
}

customElements.define('setting-groups', SettingGroups);
