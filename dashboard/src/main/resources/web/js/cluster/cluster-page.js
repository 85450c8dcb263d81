import { html, nothing, PageElement } from '../shared/element.js';
import { api } from '../api.js';
import { ConnectionController } from '../connection.js';
import { ago, bytes, count, duration } from '../shared/format.js';
import { runAddress } from '../router.js';
import { Refresh } from '../shared/refresh.js';
import { ended } from '../shared/states.js';
import '../shared/state-badge.js';

const REFRESH_MS = 2000;

/** How a node is, in a word. */
const LOOKS = {
  ALIVE: { word: 'Connected', tone: 'good' }, SLOW: { word: 'Slow', tone: 'warn' }, HUNG: { word: 'Hung', tone: 'bad' }, LOST: { word: 'Lost', tone: 'bad' },
};

/** Machines, their devices, their leases, and what runs where. */
class ClusterPage extends PageElement {
  static properties = { nodes: { state: true }, runs: { state: true } };
  #connection = new ConnectionController(this);
  #refresh = new Refresh(this, () => this.#read(), { every: REFRESH_MS, follow: () => this.#refresh.now() });

  async #read() {
    [this.nodes, this.runs] = await Promise.all([api.nodes(), api.runs()]);
  }

  render() {
    return html`<div class="page-head"><h1>Cluster</h1></div>${this.#body()}`;
  }

  #body() {
    if (!this.nodes) return this.#refresh.waiting('The machines appear as soon as they can be read.');
    const waiting = this.runs.filter((run) => run.state === 'QUEUED');
    const alive = this.nodes.filter((node) => node.state !== 'LOST');
    return html`
      <p class="muted cluster-sum" data-testid="cluster-sum">${this.#sum(alive, waiting)}</p>
      <ul class="nodes" aria-label="Machines">${this.nodes.map((node) => html`<li class="card node" data-testid="node" data-state=${node.state}>${this.#node(node)}</li>`)}</ul>
      ${waiting.length ? this.#waiting(waiting) : nothing}
      <section class="card join"><h2>Another machine</h2>
        <p class="muted">Start a worker there; it appears here within seconds and takes the next waiting run.</p>
        <code class="command">./semigda worker --join HOST:PORT</code></section>`;
  }

  #sum(alive, waiting) {
    const devices = alive.flatMap((node) => node.devices).length;
    const machines = new Set(alive.map((node) => node.host)).size;
    const busy = alive.flatMap((node) => node.runs).length;
    if (alive.length === 0) return 'No worker is connected, so runs wait.';
    return `${devices} ${devices === 1 ? 'device' : 'devices'} on ${machines} ${machines === 1 ? 'machine' : 'machines'}; ${busy} at work, ${waiting.length} ${waiting.length === 1 ? 'run waits' : 'runs wait'}.`;
  }

  #node(node) {
    const lost = node.state === 'LOST';
    const { word, tone } = LOOKS[node.state] ?? { word: node.state, tone: '' };
    const stale = this.#connection.stale;
    const work = node.work ?? node.runs.map((run) => ({ run }));
    return html`<div class="head"><h2>${node.host}</h2>
        <span class="badge ${stale ? 'stale' : tone}">${stale ? 'Last known: ' : ''}${word}</span></div>
      <p class="small muted mono clip" title=${node.node}>${node.node}</p>
      <dl class="node-facts">
        <div><dt>Devices</dt><dd>${node.devices.map((device) => this.#device(device, lost ? undefined : node.load?.find((one) => one.device === device)))}</dd></div>
        ${node.residentBytes > 0 ? html`<div><dt>Memory</dt><dd class="num">${bytes(node.residentBytes)} held by its process</dd></div>` : nothing}
        <div><dt>Lease</dt><dd class="num">${this.#lease(node, lost)}</dd></div>
      </dl>
      ${lost ? html`<p class="small">${node.why ? `${node.why.charAt(0).toUpperCase()}${node.why.slice(1)}. ` : ''}It stopped answering ${ago(node.lastSeen)}. What it ran goes on elsewhere from the newest checkpoint, or waits for a device. When the machine is back, it joins by itself.</p>` : nothing}
      ${node.why && !lost ? html`<p class="small node-why">${node.why}</p>` : nothing}
      ${lost ? nothing : work.length ? html`<ul class="node-runs">${work.map((one) => this.#work(one))}</ul>` : html`<p class="small muted">Free.</p>`}`;
  }

  /** A device with how busy it is and how full, by whomever; the name alone where nobody tells. */
  #device(name, load) {
    if (!load) return html`<span class="device mono">${name}</span>`;
    const percent = Math.round(100 * load.utilization);
    return html`<span class="device-load" data-testid="device-load"><span class="device mono">${name}</span>
      <progress class="bar" max="100" value=${percent} aria-label="${name} busy"></progress>
      <span class="small muted num">${percent} % busy, ${bytes(load.memoryUsed)} of ${bytes(load.memoryTotal)} in use</span></span>`;
  }

  #work({ run: id, rank, step, stepMillis }) {
    const run = this.runs.find((each) => each.id === id) ?? { id };
    const pace = stepMillis > 0 ? `step ${count(step)}, ${count(Math.max(1, stepMillis))} ms each` : '';
    return html`<li><span><a href=${runAddress(id)}>${run.name || id}</a>${rank > 0 ? html` <span class="small muted">worker ${rank}</span>` : nothing}
      <span class="small muted num"> ${pace}</span></span>${run.state ? html`<state-badge .state=${run.state}></state-badge>` : nothing}</li>`;
  }

  #lease(node, lost) {
    if (lost) return `ended; last heard ${ago(node.lastSeen)}`;
    const seconds = (Date.now() - node.lastSeen) / 1000;
    return seconds < 3 ? 'renewed just now' : `renewed ${duration(seconds)} ago`;
  }

  #waiting(waiting) {
    return html`<section><h2>Waiting for a device</h2>
      <ol class="card node-runs waiting">${waiting.filter((run) => !ended(run.state)).map((run) => html`<li><a href=${runAddress(run.id)}>${run.name || run.id}</a><span class="small muted">since ${ago(run.created)}</span></li>`)}</ol></section>`;
  }
}

customElements.define('cluster-page', ClusterPage);
