import { html, nothing, PageElement } from '../shared/element.js';
import { Problem } from '../api.js';
import { connection } from '../connection.js';
import { RunModel } from './run-model.js';
import './run-checkpoints.js';
import './run-configuration.js';
import './run-curves.js';
import './run-head.js';
import './run-log.js';
import './run-predict.js';
import './run-samples.js';
import './run-timeline.js';

const RETRY_MS = 3000;

/** One run: what it does now, how it got there and what it has made. */
class RunPage extends PageElement {
  static properties = { run: {}, model: { state: true }, problem: { state: true } };
  #load = () => this.#open(this.run);

  connectedCallback() {
    super.connectedCallback();
    connection.addEventListener('retry', this.#load);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    connection.removeEventListener('retry', this.#load);
    clearTimeout(this.timer);
    this.opening?.close();
  }

  willUpdate(changed) {
    if (!changed.has('run')) return;
    this.model = undefined;
    this.opening?.close();
    this.opening = undefined;
    this.#load();
  }

  async #open(id) {
    clearTimeout(this.timer);
    if (this.opening) return; // the stream of an open run looks after itself
    const model = new RunModel(id);
    this.opening = model;
    try {
      await model.open();
      if (this.opening !== model) return;
      this.model = model;
      this.problem = undefined;
      document.title = `${model.view.name || id} · SemiGDA`;
    } catch (error) {
      if (this.opening !== model) return;
      this.opening = undefined;
      model.close();
      this.problem = error;
      if (!(error instanceof Problem)) this.timer = setTimeout(this.#load, RETRY_MS);
    }
  }

  render() {
    if (!this.model) return this.#waiting();
    const model = this.model;
    return html`
      <run-head .model=${model}></run-head>
      <run-curves .model=${model}></run-curves>
      <run-samples .model=${model}></run-samples>
      <run-timeline .model=${model}></run-timeline>
      <run-predict .model=${model}></run-predict>
      <div class="columns">
        <run-log .model=${model}></run-log>
        <run-checkpoints .model=${model}></run-checkpoints>
      </div>
      <run-configuration .model=${model}></run-configuration>`;
  }

  #waiting() {
    if (!this.problem) return html`<p class="muted" role="status">Loading …</p>`;
    const gone = this.problem.status === 404;
    return html`<h1>${gone ? 'No such run' : 'The run cannot be shown yet'}</h1>
      <p class="notice warn" role="alert">${this.problem.message} ${gone ? nothing : 'It appears as soon as it can be read.'} <a href="#/runs">All runs</a></p>`;
  }
}

customElements.define('run-page', RunPage);
