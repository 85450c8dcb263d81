import { html, nothing, PageElement } from '../shared/element.js';
import { ModelController } from './run-model.js';

/** Every setting of the run; those changed from the preset come first and are marked. */
class RunConfiguration extends PageElement {
  static properties = { model: {} };
  #redraw = new ModelController(this, 'view');

  render() {
    const { settings = {}, spec = {} } = this.model.view;
    const changed = spec.settings ?? {};
    const entries = Object.entries(settings);
    const mine = entries.filter(([key]) => key in changed);
    return html`<section aria-labelledby="configuration-title" data-testid="configuration">
      <div class="head section-head"><h2 id="configuration-title">Configuration</h2></div>
      <div class="card configuration">
        <p class="small muted">${mine.length ? `${mine.length} changed from the preset “${spec.preset}”` : `As in the preset “${spec.preset}”`}</p>
        ${mine.length ? this.#list(mine) : nothing}
        <details><summary>All ${entries.length} settings</summary>${this.#list(entries, changed)}</details>
      </div></section>`;
  }

  #list(entries, changed = {}) {
    return html`<dl class="pairs">${entries.map(([key, value]) => html`<div class=${key in changed ? 'changed' : ''}><dt class="mono">${key}</dt><dd class="mono num">${value === '' ? '–' : String(value)}</dd></div>`)}</dl>`;
  }
}

customElements.define('run-configuration', RunConfiguration);
