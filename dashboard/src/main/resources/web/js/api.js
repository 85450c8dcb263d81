// The one module that speaks to the server: requests here, the event stream in stream.js, both report to connection.js.
import { connection } from './connection.js';
import { openStream } from './stream.js';

const BASE = '/api/v1';

/** An answer that says no, with the sentence the server gave (RFC 9457). */
export class Problem extends Error {
  constructor(status, body) {
    super(body.detail || body.title || `The server answered ${status}.`);
    this.status = status;
    this.code = body.code ?? '';
  }
}

/** The server could not be reached at all. */
export class Unreachable extends Error {
  constructor() {
    super('The server cannot be reached.');
  }
}

async function request(method, path, body) {
  let response;
  try {
    response = await fetch(BASE + path, {
      method,
      headers: { Accept: 'application/json', ...(body && { 'Content-Type': 'application/json' }) },
      body: body && JSON.stringify(body),
      cache: 'no-store',
    });
  } catch {
    connection.lost('request');
    throw new Unreachable();
  }
  connection.heard('request');
  const text = await response.text();
  const json = parseOr(text, {});
  if (!response.ok) throw new Problem(response.status, json);
  return json;
}

/** Sends a file as it is; answers what comes back as a blob. */
async function upload(path, file) {
  let response;
  try {
    response = await fetch(BASE + path, {
      method: 'POST', headers: { 'Content-Type': file.type || 'application/octet-stream' }, body: file, cache: 'no-store',
    });
  } catch {
    connection.lost('request');
    throw new Unreachable();
  }
  connection.heard('request');
  if (!response.ok) throw new Problem(response.status, parseOr(await response.text(), {}));
  return response.blob();
}

function parseOr(text, otherwise) {
  try {
    return JSON.parse(text);
  } catch {
    return otherwise;
  }
}

/** The query of an address: what is undefined is left out. */
function query(parts) {
  const given = Object.entries(parts).filter(([, value]) => value !== undefined);
  return given.length ? `?${new URLSearchParams(given)}` : '';
}

const run = (id) => `/runs/${encodeURIComponent(id)}`;

export const api = {
  runs: async () => (await request('GET', '/runs?limit=1000')).runs,
  run: (id) => request('GET', run(id)),
  submit: (spec) => request('POST', '/runs', spec),
  /** action: stop, pause, continue, resume or checkpoint; answers the run as it is then. */
  act: (id, action) => request('POST', `${run(id)}/${action}`),
  /** parts: names (a list), from, to, maxPoints; answers {series, stages, attempts}. */
  metrics: (id, { names, ...parts } = {}) => request('GET', `${run(id)}/metrics${query({ names: names?.join(), ...parts })}`),
  /** Where every point of some curves is, as CSV. */
  metricsAddress: (id, names) => `${BASE}${run(id)}/metrics${query({ format: 'csv', names: names?.join() })}`,
  tensorboardAddress: (id) => `${BASE}${run(id)}/tensorboard`,
  samples: async (id) => (await request('GET', `${run(id)}/samples`)).samples,
  logs: async (id) => (await request('GET', `${run(id)}/logs`)).lines,
  checkpoints: async (id) => (await request('GET', `${run(id)}/checkpoints`)).checkpoints,
  /** part: mask, probability or overlay; answers a PNG. */
  predict: (id, image, part) => upload(`${run(id)}/predict?part=${part}`, image),
  presets: async () => (await request('GET', '/presets')).presets,
  settings: async () => (await request('GET', '/settings')).settings,
  /** What a specification takes, measured with a few steps on a free device; answers {device, stages, seconds, peakMiB}. */
  estimate: (spec) => request('POST', '/estimates', spec),
  datasets: async () => (await request('GET', '/datasets')).datasets,
  /** What is in a data set and what is wrong with it. Reads every image, so it takes its time. */
  inspect: (id) => request('GET', `/datasets/${encodeURIComponent(id)}`),
  register: (name, path) => request('POST', '/datasets', { name, path }),
  /** Generated images, made when they are not there. */
  phantoms: () => request('POST', '/datasets/phantoms'),
  /** part: image, overlay or thumbnail (small, with the mask's outline). */
  pictureAddress: (id, n, part) => `${BASE}/datasets/${encodeURIComponent(id)}/samples/${n}?part=${part}`,
  nodes: async () => (await request('GET', '/nodes')).nodes,
  experiments: async () => (await request('GET', '/experiments')).experiments,
  experiment: (id) => request('GET', `/experiments/${encodeURIComponent(id)}`),
  compare: (document) => request('POST', '/experiments', document),
  studies: async () => (await request('GET', '/studies')).studies,
  /** version: what the plot was drawn of, so that a newer one is asked for. */
  plotAddress: (id, version) => `${BASE}/experiments/${encodeURIComponent(id)}/plot?of=${version}`,
  tableAddress: (id, format) => `${BASE}/experiments/${encodeURIComponent(id)}/table?format=${format}`,
  reportAddress: (id) => `${BASE}${run(id)}/report`,
  /** A sample's file may be named with or without its folder. */
  sampleAddress: (id, file) => `${BASE}${run(id)}/samples/${encodeURIComponent(file.split('/').pop())}`,
  /** The latent maps that belong to a sample. */
  latentsAddress: (id, file) => api.sampleAddress(id, file.replace(/\.png$/, '-latents.png')),
  checkpointAddress: (id, name, file) => `${BASE}${run(id)}/checkpoints/${encodeURIComponent(name)}/${encodeURIComponent(file)}`,
  /** Events of one run after the given id; returns a function that closes the stream. */
  follow: (id, after, listener) => openStream(`${BASE}${run(id)}/events`, after, listener),
  /** Changes of any run. */
  followAll: (listener) => openStream(`${BASE}/events`, undefined, listener),
};
