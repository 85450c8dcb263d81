import { html, nothing, PageElement } from './element.js';
import { clock, duration } from './format.js';
import { connection, ConnectionController } from '../connection.js';
import { parse } from '../router.js';

const TITLES = { runs: 'Runs', launch: 'Launch a run', run: 'Run', compare: 'Compare', data: 'Data', cluster: 'Cluster', experiments: 'Experiments', experiment: 'Experiment' };
/** Each page is a module that comes when it is first shown; the others follow soon, so that they are there when the server is not. */
const PAGES = {
  runs: () => import('../runs/runs-page.js'),
  run: () => import('../run/run-page.js'),
  launch: () => import('../launch/launch-page.js'),
  compare: () => import('../compare/compare-page.js'),
  data: () => import('../data/data-page.js'),
  cluster: () => import('../cluster/cluster-page.js'),
  experiments: () => import('../experiments/experiments-page.js'),
  experiment: () => import('../experiments/experiment-page.js'),
};
const OTHERS_MS = 3000;
const RETRY_MS = 3000;
/** The pages of the navigation, and which page each stands for. */
const LINKS = [['runs', 'Runs', ['runs', 'run', 'compare']], ['launch', 'Launch', ['launch']], ['experiments', 'Experiments', ['experiments', 'experiment']], ['data', 'Data', ['data']], ['cluster', 'Cluster', ['cluster']]];

function load(page) {
  PAGES[page]().catch((error) => {
    if (!(error instanceof TypeError)) throw error; // a mistake of ours; a module that could not be fetched is a TypeError
    connection.lost('request');
  });
}

/** The frame of every page: navigation, the state of the connection, and the page the address names. */
class App extends PageElement {
  static properties = { route: { state: true } };
  #connection = new ConnectionController(this);

  constructor() {
    super();
    this.route = parse(location.hash);
    this.#title();
    load(this.route.page);
    setTimeout(() => Object.keys(PAGES).forEach(load), OTHERS_MS);
    connection.addEventListener('retry', () => load(this.route.page));
    window.addEventListener('hashchange', () => this.#move());
    setInterval(() => this.#tick(), 1000);
  }

  /** Streams try again by themselves; a page without one is asked to. */
  #tick() {
    const { outage } = connection;
    if (!outage) return;
    this.requestUpdate();
    if (outage.retryAt || document.hidden || Date.now() - (this.triedAt ?? outage.since) < RETRY_MS) return;
    this.triedAt = Date.now();
    connection.retry();
  }

  #move() {
    const next = parse(location.hash);
    if (JSON.stringify(next) === JSON.stringify(this.route)) return;
    this.route = next;
    load(next.page);
    this.#title();
    window.scrollTo(0, 0);
    this.updateComplete.then(() => this.querySelector('main').focus()); // a screen reader goes on at the new page
  }

  #title() {
    document.title = `${TITLES[this.route.page]} · SemiGDA`;
  }

  render() {
    return html`
      <a class="skip" href="#main" @click=${this.#skip}>Skip to the content</a>
      <header class="top"><div class="top-inner">
        <a class="brand" href="#/runs" aria-label="SemiGDA"><img src="/app/icon.svg" alt=""><span>SemiGDA</span></a>
        <nav class="nav" aria-label="Main">
          ${LINKS.map(([page, text, pages]) => this.#link(page, text, pages.includes(this.route.page)))}
        </nav>
        ${this.#status()}
      </div></header>
      <div aria-live="polite">${this.#outage()}</div>
      <main id="main" tabindex="-1">${this.#page()}</main>`;
  }

  #link(page, text, current) {
    return html`<a href="#/${page}" aria-current=${current ? 'page' : nothing}>${text}</a>`;
  }

  #skip(event) {
    event.preventDefault();
    document.querySelector('main').focus();
  }

  #status() {
    const off = this.#connection.stale;
    const shape = off
      ? html`<svg viewBox="0 0 10 10" aria-hidden="true"><path d="M1.500 1.500l7 7M8.500 1.500l-7 7" stroke="currentColor" stroke-width="2"/></svg>`
      : html`<svg viewBox="0 0 10 10" aria-hidden="true"><circle cx="5" cy="5" r="4" fill="currentColor"/></svg>`;
    return html`<span class="link-state ${off ? 'off' : ''}" data-testid="link-state">${shape}<span>${off ? 'Not connected' : 'Live'}</span></span>`;
  }

  #outage() {
    const outage = connection.outage;
    if (!outage) return nothing;
    const wait = outage.retryAt ? Math.ceil((outage.retryAt - Date.now()) / 1000) : 0;
    return html`<div class="offline" data-testid="offline"><div class="offline-inner">
      <strong>Not connected since ${clock(outage.since)}.</strong>
      <span>What you see is from then and may have changed since.</span>
      <span class="muted num" aria-hidden="true">${wait > 0 ? `Next try in ${duration(wait)}.` : 'Trying …'}</span>
      <button class="button small" @click=${() => connection.retry()}>Try now</button>
    </div></div>`;
  }

  #page() {
    const { page, id, ids, from, data } = this.route;
    switch (page) {
      case 'launch': return html`<launch-page .from=${from} .data=${data ?? ''}></launch-page>`;
      case 'run': return html`<run-page .run=${id}></run-page>`;
      case 'compare': return html`<compare-page .ids=${ids}></compare-page>`;
      case 'data': return html`<data-page .datasetId=${id}></data-page>`;
      case 'cluster': return html`<cluster-page></cluster-page>`;
      case 'experiments': return html`<experiments-page></experiments-page>`;
      case 'experiment': return html`<experiment-page .experiment=${id}></experiment-page>`;
      default: return html`<runs-page></runs-page>`;
    }
  }
}

customElements.define('semigda-app', App);
