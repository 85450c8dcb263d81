import { api } from '../api.js';
import { html, nothing, PageElement } from '../shared/element.js';
import { ModelController } from './run-model.js';

const PARTS = [['overlay', 'Mask over the image'], ['mask', 'Mask'], ['probability', 'Probability']];

/** Drop an image, see what the run's best checkpoint sees in it. */
class RunPredict extends PageElement {
  static properties = {
    model: {}, file: { state: true }, part: { state: true }, picture: { state: true }, problem: { state: true },
    busy: { state: true }, over: { state: true },
  };
  #redraw = new ModelController(this, 'checkpoints');
  #asked = 0;

  constructor() {
    super();
    this.part = 'overlay';
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.#show(undefined);
  }

  render() {
    if (this.model.checkpoints.length === 0) return nothing;
    return html`<section aria-labelledby="predict-title" data-testid="predict">
      <div class="head section-head"><h2 id="predict-title">Try it on an image</h2>${this.file ? this.#parts() : nothing}</div>
      <div class="card predict ${this.over ? 'over' : ''}" @dragover=${this.#over} @dragleave=${() => (this.over = false)} @drop=${this.#drop}>
        ${this.#answer()}
        <div class="predict-drop">
          <label>${this.file ? 'Drop another image here, or choose a file' : 'Drop an image here, or choose a file'}
            <input type="file" accept="image/png,image/jpeg,image/tiff,image/bmp" data-testid="predict-file" @change=${this.#chosen}></label>
          <p class="muted small">It goes to this server alone and is kept nowhere. The best checkpoint so far looks at it.</p></div>
      </div></section>`;
  }

  #parts() {
    return html`<div class="segments" role="group" aria-label="What is shown">${PARTS.map(([part, word]) => html`<button
      aria-pressed=${this.part === part ? 'true' : 'false'} @click=${() => this.#ask(this.file, part)}>${word}</button>`)}</div>`;
  }

  #answer() {
    if (this.problem) return html`<p class="notice warn" role="alert">${this.problem}</p>`;
    if (this.busy) return html`<p class="muted" role="status">Predicting …</p>`;
    if (!this.picture) return nothing;
    const word = PARTS.find(([part]) => part === this.part)[1];
    return html`<figure><img src=${this.picture} alt="${word}: ${this.file.name}" data-testid="prediction">
      <figcaption class="muted small">${this.file.name} · <a href=${this.picture} download="${this.file.name.replace(/\.[^.]*$/, '')}_${this.part}.png">Download</a></figcaption></figure>`;
  }

  #over(event) {
    event.preventDefault();
    this.over = true;
  }

  #drop(event) {
    event.preventDefault();
    this.over = false;
    if (event.dataTransfer.files.length > 0) this.#ask(event.dataTransfer.files[0], this.part);
  }

  #chosen(event) {
    if (event.target.files.length > 0) this.#ask(event.target.files[0], this.part);
  }

  async #ask(file, part) {
    const asked = ++this.#asked;
    Object.assign(this, { file, part, problem: undefined, busy: true });
    try {
      const png = await api.predict(this.model.id, file, part);
      if (asked === this.#asked) this.#show(URL.createObjectURL(png));
    } catch (error) {
      if (asked !== this.#asked) return;
      this.#show(undefined);
      this.problem = error.message;
    } finally {
      if (asked === this.#asked) this.busy = false;
    }
  }

  #show(address) {
    if (this.picture) URL.revokeObjectURL(this.picture);
    this.picture = address;
  }
}

customElements.define('run-predict', RunPredict);
