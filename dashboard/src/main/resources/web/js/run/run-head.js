import { html, nothing, PageElement } from '../shared/element.js';
import { ago, count, duration, moment, pixels, score } from '../shared/format.js';
import { advice, ended, sentence, STAGES } from '../shared/states.js';
import { ConnectionController } from '../connection.js';
import { ModelController } from './run-model.js';
import '../shared/state-badge.js';
import './run-actions.js';

/** Name, state in a sentence, progress with the time left, and the numbers that matter. */
class RunHead extends PageElement {
  static properties = { model: {} };
  #redraw = new ModelController(this, 'view');
  #connection = new ConnectionController(this);

  render() {
    const run = this.model.view;
    return html`<header class="run-head">
      <p class="small"><a href="#/runs">Runs</a> <span class="muted">/ <span class="mono">${run.id}</span></span></p>
      <div class="head">
        <div class="run-title"><h1>${run.name || run.id}</h1><state-badge .state=${run.state} data-testid="state"></state-badge></div>
        <run-actions .model=${this.model}></run-actions>
      </div>
      ${this.#state(run)}
      <div class="card run-now">${this.#progress(run)}${this.#facts(run)}</div>
    </header>`;
  }

  #state(run) {
    const text = this.#connection.stale && !ended(run.state) ? 'This is the last known state; it may have changed since.' : sentence(run);
    if (run.state !== 'FAILED') return html`<p class="run-sentence" data-testid="sentence">${text}</p>`;
    return html`<div class="notice bad" role="alert"><div class="stack-s">
      <p data-testid="sentence"><strong>${text}</strong></p>
      ${run.failure?.cause ? html`<p class="small mono">${run.failure.cause}</p>` : nothing}
      <p class="small">${advice(run.failure)}</p></div></div>`;
  }

  #progress(run) {
    const p = run.progress;
    if (!p) return nothing;
    const done = run.state === 'COMPLETED';
    const left = run.state === 'RUNNING' && p.secondsLeft >= 0 && !this.#connection.stale;
    return html`<div class="run-progress">
      <ol class="steps" aria-label="Stages">${STAGES.map((name, stage) => this.#stage(name, stage, p.stage, done))}</ol>
      <progress class="bar ${ended(run.state) && !done ? 'quiet' : ''}" max=${p.steps} value=${p.step} aria-label="Progress of the run" data-testid="progress"></progress>
      <p class="small muted num run-progress-text"><span>Step ${count(p.step)} of ${count(p.steps)} · ${Math.floor((100 * p.step) / Math.max(1, p.steps))} %</span>
        <span data-testid="time-left">${left ? `${duration(p.secondsLeft)} left` : ''}</span></p>
    </div>`;
  }

  #stage(name, stage, current, done) {
    const state = done || stage < current ? 'done' : stage === current ? 'now' : 'next';
    return html`<li class="step ${state}" aria-current=${state === 'now' ? 'step' : nothing}>
      <span class="step-mark" aria-hidden="true">${state === 'done' ? '✓' : stage}</span>${name}
      <span class="visually-hidden">${{ done: 'done', now: 'in progress', next: 'to come' }[state]}</span></li>`;
  }

  #facts(run) {
    const { best, scores } = run;
    const final = scores && [
      ['Test Dice', score(scores.dice)], ['Test IoU', score(scores.iou)], ['Test hd95', html`${pixels(scores.hd95)} <span class="unit">px</span>`],
    ];
    const facts = [
      ...(final || []),
      ...(best ? [['Best Dice', score(best.dice)], ['Best EMA Dice', score(best.ema_dice)]] : []),
      ['Labelled', run.labelled], ['Preset', run.preset],
      ...(run.method === 'supervised' ? [['Method', 'supervised']] : []),
      ...(run.attempt > 1 ? [['Attempt', run.attempt]] : []),
      ['Created', html`<span title=${moment(run.created)}>${ago(run.created)}</span>`],
    ];
    return html`<dl class="facts">${facts.map(([name, value]) => html`<div><dt>${name}</dt><dd class="num">${value}</dd></div>`)}
      <div class="fact-wide"><dt>Data</dt><dd class="mono clip" title=${run.data}>${run.data}</dd></div></dl>`;
  }
}

customElements.define('run-head', RunHead);
