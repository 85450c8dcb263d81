// Hash routes. The page needs no server support for them and every view has an address that can be sent to a colleague.

/** What an address shows: {page: 'runs'} | {page: 'launch', from?: runId} | {page: 'run', id}. */
export function parse(hash) {
  const [path, query = ''] = hash.replace(/^#\/?/, '').split('?');
  const parts = path.split('/').filter(Boolean).map(decodeURIComponent);
  if (parts[0] === 'runs' && parts[1]) return { page: 'run', id: parts[1] };
  if (parts[0] === 'launch') return { page: 'launch', from: new URLSearchParams(query).get('from') ?? undefined };
  return { page: 'runs' };
}

export const runAddress = (id) => `#/runs/${encodeURIComponent(id)}`;
export const cloneAddress = (id) => `#/launch?from=${encodeURIComponent(id)}`;

/** Goes to an address made by the functions above. */
export function go(address) {
  window.location.hash = address;
}
