import { html, nothing, PageElement } from '../shared/element.js';
import { api } from '../api.js';
import { count } from '../shared/format.js';
import { dataAddress, go, launchAddress } from '../router.js';
import { Refresh } from '../shared/refresh.js';
import './data-facts.js';
import './contact-sheet.js';

const AGAIN_MS = 500;
const REFRESH_MS = 10_000; // folders may be added from the command line

/** Folders of images: which there are, what is in one, and what is wrong with it. */
class DataPage extends PageElement {
  static properties = { datasetId: {}, all: { state: true }, facts: { state: true }, reading: { state: true }, problem: { state: true }, path: { state: true }, refusal: { state: true } };
  #refresh = new Refresh(this, () => this.#read(), { every: REFRESH_MS });

  constructor() {
    super();
    this.path = '';
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    clearTimeout(this.timer);
  }

  willUpdate(changed) {
    if (!changed.has('datasetId')) return;
    clearTimeout(this.timer);
    this.facts = undefined;
    if (this.datasetId) this.#inspect(this.datasetId);
  }

  async #read() {
    this.all = await api.datasets();
    if (this.datasetId && this.problem) this.#inspect(this.datasetId);
  }

  async #inspect(id) {
    try {
      const facts = await api.inspect(id);
      if (id !== this.datasetId || !this.isConnected) return;
      this.reading = facts.state === 'reading' ? facts : undefined;
      Object.assign(this, { facts: this.reading ? undefined : facts, problem: undefined });
      if (this.reading) this.timer = setTimeout(() => this.#inspect(id), AGAIN_MS);
    } catch (error) {
      if (id === this.datasetId) this.problem = error.message;
    }
  }

  render() {
    return this.datasetId ? this.#one() : this.#list();
  }

  #one() {
    const known = this.all?.find((each) => each.id === this.datasetId);
    return html`<p class="small"><a href="#/data">Data</a></p>
      <div class="head page-head"><h1>${known?.name ?? 'Data set'}</h1>
        ${known ? html`<a class="button primary" href=${launchAddress(known.path)}>Train on it</a>` : nothing}</div>
      ${known ? html`<p class="mono small muted data-path">${known.path}</p>` : nothing}
      ${this.problem ? html`<p class="notice warn" role="alert">${this.problem}</p>` : nothing}
      ${this.facts ? html`<data-facts .facts=${this.facts}></data-facts><contact-sheet .datasetId=${this.datasetId} .images=${this.facts.pairs + this.facts.unlabelled}></contact-sheet>`
        : this.problem ? nothing : this.#progress()}`;
  }

  #progress() {
    const { done = 0, images = 0 } = this.reading ?? {};
    return html`<p class="muted" role="status">Reading every image: <span class="num">${count(done)} of ${count(images)}</span></p>
      <progress class="bar" max=${Math.max(1, images)} value=${done} aria-label="Images read"></progress>`;
  }

  #list() {
    return html`<div class="page-head"><h1>Data</h1></div>
      ${this.#known()}
      <section class="card form-card" aria-labelledby="add-title"><h2 id="add-title">Add a folder</h2>
        <form class="add-data" novalidate @submit=${this.#add}><div class="field"><label for="path">Folder on the server</label>
          <input type="text" id="path" class="mono" autocomplete="off" spellcheck="false" placeholder="/data/kvasir" .value=${this.path} aria-describedby="path-help" aria-invalid=${this.refusal ? 'true' : 'false'}
            data-testid="data-path" @input=${(e) => (this.path = e.target.value)}></div>
          <button class="button primary" data-testid="data-add">Look at it</button></form>
        <div role="alert">${this.refusal ? html`<p class="error">${this.refusal}</p>` : nothing}</div>
        <p class="small muted" id="path-help"><code>images/</code> and <code>masks/</code>, or a public set as it is unpacked: Kvasir-SEG, CVC-ClinicDB, BUSI, ISIC 2018, BCSS, PraNet. Nothing is copied or changed.</p></section>`;
  }

  #known() {
    if (!this.all) return this.#refresh.waiting('The folders appear as soon as they can be read.');
    if (this.all.length === 0) return html`<p class="muted data-none">No folder is known yet.</p>`;
    return html`<ul class="data-list" aria-label="Data sets">${this.all.map((each) => html`<li class="card"><a class="data-row" href=${dataAddress(each.id)} data-testid="dataset">
      <span class="data-strip" aria-hidden="true">${[0, 1, 2, 3].map((n) => html`<img src=${api.pictureAddress(each.id, n, 'thumbnail')} alt="" loading="lazy" @error=${(e) => (e.target.hidden = true)}>`)}</span>
      <strong>${each.name}</strong><span class="small muted mono clip" title=${each.path}>${each.path}</span></a></li>`)}</ul>`;
  }

  async #add(event) {
    event.preventDefault();
    const path = this.path.trim().replace(/(.)[/\\]+$/, '$1');
    if (path === '') return this.querySelector('#path').focus();
    const name = (path.split(/[/\\]/).pop() ?? '').toLowerCase().replace(/[^a-z0-9]+/g, '-').replace(/^-+|-+$/g, '').slice(0, 64) || 'data';
    try {
      const made = await api.register(name, path);
      this.refusal = undefined;
      await this.#refresh.now();
      go(dataAddress(made.id));
    } catch (error) {
      this.refusal = error.message;
    }
    return undefined;
  }
}

customElements.define('data-page', DataPage);
