// Hash routes. The page needs no server support for them and every view has an address that can be sent to a colleague.

/**
 * What an address shows: {page: 'runs'} | {page: 'launch', from?: runId, data?: folder} | {page: 'run', id} |
 * {page: 'compare', ids} | {page: 'data', id?} | {page: 'cluster'} | {page: 'experiments'} | {page: 'experiment', id}.
 */
export function parse(hash) {
  const [path, query = ''] = hash.replace(/^#\/?/, '').split('?');
  const parts = path.split('/').filter(Boolean).map(decodeURIComponent);
  if (parts[0] === 'runs' && parts[1]) return { page: 'run', id: parts[1] };
  const asked = new URLSearchParams(query);
  if (parts[0] === 'launch') return { page: 'launch', from: asked.get('from') ?? undefined, data: asked.get('data') ?? undefined };
  if (parts[0] === 'compare') return { page: 'compare', ids: (asked.get('runs') ?? '').split(',').filter(Boolean) };
  if (parts[0] === 'data') return { page: 'data', id: parts[1] };
  if (parts[0] === 'cluster') return { page: 'cluster' };
  if (parts[0] === 'experiments') return parts[1] ? { page: 'experiment', id: parts[1] } : { page: 'experiments' };
  return { page: 'runs' };
}

export const runAddress = (id) => `#/runs/${encodeURIComponent(id)}`;
export const compareAddress = (ids) => `#/compare?runs=${ids.map(encodeURIComponent).join()}`;
export const dataAddress = (id) => `#/data/${encodeURIComponent(id)}`;
export const launchAddress = (data) => `#/launch?data=${encodeURIComponent(data)}`;
export const experimentAddress = (id) => `#/experiments/${encodeURIComponent(id)}`;
export const cloneAddress = (id) => `#/launch?from=${encodeURIComponent(id)}`;

/** Goes to an address made by the functions above. */
export function go(address) {
  window.location.hash = address;
}
