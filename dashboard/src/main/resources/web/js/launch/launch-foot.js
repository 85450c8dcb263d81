import { html, nothing, PageElement } from '../shared/element.js';
import './run-estimate.js';

/** What will run: what differs from the preset, or from the run it was copied from; an estimate; and the button. */
class LaunchFoot extends PageElement {
  static properties = { spec: {}, original: {}, presets: {}, errors: {}, tried: { type: Boolean }, sending: { type: Boolean }, refusal: {}, blocked: { type: Boolean } };

  render() {
    return html`<aside class="card launch-foot" aria-label="What will run">
      <div class="launch-what"><h2>What will run</h2>${this.original ? this.#copied() : this.#preset()}</div>
      <run-estimate .spec=${this.spec} .blocked=${this.blocked || this.errors.length > 0}></run-estimate>
      <button class="button primary" ?disabled=${this.sending} data-testid="launch-submit">${this.sending ? 'Launching …' : 'Launch'}</button>
      <div role="alert">${this.errors.length && this.tried ? html`<p class="error">Correct ${this.errors.join(', ')} first.</p>` : nothing}
        ${this.refusal ? html`<p class="error" data-testid="launch-error">${this.refusal.text}</p>` : nothing}</div></aside>`;
  }

  #preset() {
    const changes = Object.entries(this.spec.settings);
    return html`<p class="small muted">${changes.length ? html`The preset “${this.spec.preset}” with` : html`The preset “${this.spec.preset}” as it is.`}</p>
      <ul>${changes.map(([key, value]) => html`<li class="mono"><span class="muted">${key}</span><span>${value || 'empty'}</span></li>`)}</ul>`;
  }

  #copied() {
    const rows = differences(this.original, this.spec, this.presets);
    return html`<p class="small muted" data-testid="clone-differences" data-rows=${rows.length}>${rows.length ? html`Differs from “${this.original.name}” in` : html`The same as “${this.original.name}”. Change what should differ.`}</p>
      <ul>${rows.map(([key, was, is]) => html`<li class="mono"><span class="muted">${key}</span><span><s class="muted">${was || 'empty'}</s> ${is || 'empty'}</span></li>`)}</ul>`;
  }
}

/** What differs between two specifications, as [what, was, is]; what a preset says counts as said. */
function differences(was, is, presets) {
  const value = (spec, key) => String(spec.settings[key] ?? presets.find((preset) => preset.name === spec.preset)?.settings[key] ?? '');
  const rows = ['data', 'preset'].map((key) => [key, was[key], is[key]]);
  const keys = new Set([...Object.keys(was.settings), ...Object.keys(is.settings)]);
  for (const key of [...keys].sort()) rows.push([key, value(was, key), value(is, key)]);
  rows.push(['devices', (was.queue?.devices ?? []).join(', '), (is.queue?.devices ?? []).join(', ')]);
  return rows.filter(([, before, after]) => before !== after);
}

customElements.define('launch-foot', LaunchFoot);
