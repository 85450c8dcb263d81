// Where the workers of a run are, as the heartbeats of their nodes tell it.
import { api } from '../api.js';

/** By rank: {host, device, resident: bytes of its process, load: {utilization, memoryUsed, memoryTotal} or undefined}. */
export async function workerPlaces(run) {
  const nodes = (await api.nodes()).filter((node) => node.state !== 'LOST');
  const mine = nodes.flatMap((node) => (node.work ?? []).filter((one) => one.run === run).map((one) => [one.rank, {
    host: node.host, device: one.device, resident: node.residentBytes ?? 0, load: node.load?.find((each) => each.device === one.device),
  }]));
  return new Map(mine);
}
