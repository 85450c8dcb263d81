import { html, nothing, PageElement } from '../shared/element.js';
import { api } from '../api.js';
import { dataAddress } from '../router.js';

const LOOK = 8;

/** The folder a run trains on: typed, or one of those that are known, with a look at its first images and masks. */
class DataField extends PageElement {
  static properties = { value: {}, tried: { type: Boolean }, known: { state: true } };

  constructor() {
    super();
    this.known = [];
  }

  async connectedCallback() {
    super.connectedCallback();
    try {
      this.known = await api.datasets();
    } catch {
      this.known = []; // one can still type; connection.js tells
    }
  }

  render() {
    const error = this.tried && this.value.trim() === '' ? 'Name the folder with your images.' : '';
    const chosen = this.known.find((each) => each.path === this.value.trim());
    return html`<div class="field"><label for="data">Data folder</label>
      <input type="text" id="data" class="mono" required autocomplete="off" spellcheck="false" list="known-data" placeholder="/data/kvasir" .value=${this.value} data-testid="launch-data"
        aria-invalid=${error ? 'true' : 'false'} aria-describedby="data-help" @input=${(e) => this.#tell(e.target.value)}>
      <datalist id="known-data">${this.known.map((each) => html`<option value=${each.path}>${each.name}</option>`)}</datalist>
      ${error ? html`<p class="error">${error}</p>` : nothing}
      ${this.known.length && !chosen ? html`<div class="known-data" role="group" aria-label="Known data sets">${this.known.slice(0, 6).map((each) => html`<button type="button" class="button small" @click=${() => this.#tell(each.path)}>${each.name}</button>`)}</div>` : nothing}
      ${chosen ? this.#look(chosen) : html`<p class="small muted" id="data-help">A folder on the machine that trains, with <code>images/</code> and <code>masks/</code> or another known layout. <a href="#/data">Data</a> shows what is in one.</p>`}</div>`;
  }

  #look({ id, name }) {
    return html`<div class="data-look" data-testid="data-look">${Array.from({ length: LOOK }, (_, n) => html`<img src=${api.pictureAddress(id, n, 'thumbnail')} alt="Image ${n + 1} of ${name} with its outline" @load=${(e) => (e.target.hidden = false)} @error=${(e) => (e.target.hidden = true)}>`)}</div>
      <p class="small muted" id="data-help">The first images with the outlines of their masks. <a href=${dataAddress(id)}>All images, counts and warnings</a></p>`;
  }

  #tell(value) {
    this.dispatchEvent(new CustomEvent('data', { detail: value, bubbles: true }));
  }
}

customElements.define('data-field', DataField);
